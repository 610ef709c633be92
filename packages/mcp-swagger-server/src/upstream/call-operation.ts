import type { Tool } from 'mcp-swagger-parser';
import type { Call, CallMeans } from './call.js';
import { showPart } from './answer/fit-answer.js';
import { presentAnswer } from './answer/present-answer.js';
import { takeReserved } from './arguments/reserved-arguments.js';
import type { ToolCallResult } from './tool-call-result.js';
import { UpstreamError } from './upstream-error.js';
import { withAnswer } from './answer/with-answer.js';

/** Calls a tool and gives its result; what goes wrong is a result too. */
export async function callOperation(call: Call): Promise<ToolCallResult> {
  const { means, given } = call;
  try {
    const tool = call.find();
    const { args, projection, token } = takeReserved(tool, given);
    if (token !== undefined) return continueAnswer(token, tool, means);
    const expression = projection ?? tool.operation.projection;
    if (expression !== undefined) await checkProjection(expression, tool, projection !== undefined, means);
    const valid = call.validate(tool, args);
    const presenting = { tool, means, projection, pages: () => ({ tool, args: valid, ...call.pages(tool) }) };
    return await withAnswer(call, tool, valid, async (answer, bytesOut) => {
      const { content, structuredContent, _meta, isError } = await presentAnswer(answer, presenting);
      const result: ToolCallResult = { content, upstreamStatus: answer.status, bytesIn: answer.body.length, bytesOut };
      if (structuredContent !== undefined) result.structuredContent = structuredContent;
      if (_meta !== undefined) result._meta = _meta;
      if (isError === true) result.isError = true;
      return result;
    });
  } catch (error) {
    return { content: [{ type: 'text', text: describe(error) }], isError: true, bytesIn: 0, bytesOut: 0 };
  }
}

async function checkProjection(expression: string, tool: Tool, isAsked: boolean, { projector, structureCheck }: CallMeans): Promise<void> {
  if (isAsked && structureCheck !== undefined && tool.outputSchema !== undefined) {
    throw new UpstreamError('PROJECTION', `${tool.name} promises its answers in a shape (output schemas are strict), so they cannot be projected. Nothing was sent.`);
  }
  await projector.check(expression);
}

function continueAnswer(token: string, tool: Tool, { kept, structureCheck }: CallMeans): ToolCallResult {
  const part = kept.part(token);
  if (part === undefined) {
    throw new UpstreamError('GONE', `Nothing is kept under the token ${JSON.stringify(token.slice(0, 60))}: answers are kept for 10 minutes at most, and the oldest go when there is no room. Call ${tool.name} again from the start.`);
  }
  const owed = tool.outputSchema === undefined ? {} : { structuredContent: {} };
  // A part of an answer cannot keep a promise about the whole.
  return { ...showPart(part, tool.name), ...(structureCheck === undefined ? owed : { isError: true }), bytesIn: 0, bytesOut: 0 };
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
