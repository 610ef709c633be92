import type { PaginationBinding, Tool } from 'mcp-swagger-parser';
import type { CallMeans } from '../call.js';
import { decodeAnswer, structured } from './decode-response.js';
import type { Decoded } from './decode-response.js';
import type { Answer } from '../exchange/exchange.js';
import { describeBreak, describeErrorAnswer } from '../exchange/failed-call.js';
import { fitAnswer } from './fit-answer.js';
import { nextLink } from './link-header.js';
import { nextPageOf } from './next-page.js';
import type { NextPage, PageContext } from './next-page.js';
import { PROJECTION } from '../arguments/reserved-arguments.js';
import type { ContentBlock, ToolCallResult } from '../tool-call-result.js';
import { UpstreamError } from '../upstream-error.js';
import { limitOf } from './with-answer.js';

/** What an answer is shown with. */
export interface Presenting {
  tool: Tool;
  means: CallMeans;
  /** The caller's; the tool's own is used without it. */
  projection: string | undefined;
  pages: () => Omit<PageContext, 'url'>;
}

export type Presented = Pick<ToolCallResult, 'content' | 'structuredContent' | '_meta' | 'isError'>;

/** An answer as the result of a tool: projected, cut to size, with its next page. Rejects with UpstreamError when the projection fails. */
export async function presentAnswer(answer: Answer, presenting: Presenting): Promise<Presented> {
  if (answer.status >= 400) return { content: [{ type: 'text', text: describeErrorAnswer(answer) }], isError: true };
  const { operation } = presenting.tool;
  const decoded = answer.body.length === 0 && answer.isWhole ? undefined : decodeAnswer(answer);
  const presented = decoded === undefined ? empty(answer, presenting) : fit(await project(decoded, answer, presenting), answer, presenting);
  const mayHaveNext = operation.pagination !== false && (operation.pagination !== undefined || answer.headers['link'] !== undefined);
  return finish(presented, mayHaveNext ? await findNextPage(answer, decoded?.json, presenting) : undefined, presenting);
}

function empty(answer: Answer, presenting: Presenting): Presented {
  const content: ContentBlock[] = [{ type: 'text', text: describeEmpty(answer) }];
  return mustBeStructured(presenting) ? { content, structuredContent: presenting.tool.operation.wrapsResult ? { result: null } : {} } : { content };
}

/** A tool with an output schema owes structured content to its clients. */
function mustBeStructured({ tool }: Presenting): boolean {
  return tool.outputSchema !== undefined;
}

function fit(decoded: Decoded, answer: Answer, presenting: Presenting): Presented {
  const { tool, means } = presenting;
  const { pieces, json, remarks, isDamaged = false } = decoded;
  const { content, isTextCut, isLost, _meta } = fitAnswer(pieces, {
    limitBytes: limitOf(tool, means),
    kept: means.kept,
    toolName: tool.name,
    url: answer.request.url,
    isFetchable: answer.request.method === 'GET',
    isWhole: answer.isWhole,
    ...(answer.failure === undefined ? {} : { brokeOff: describeBreak(answer.failure) }),
    isProjectable: json !== undefined,
  });
  for (const remark of remarks) content.push({ type: 'text', text: remark });
  const structuredContent = isTextCut ? bare(presenting) : structureOf(decoded, presenting);
  const presented: Presented = { content };
  if (structuredContent !== undefined) presented.structuredContent = structuredContent;
  if (_meta !== undefined) presented._meta = _meta;
  if (isDamaged || isLost) presented.isError = true;
  return presented;
}

function structureOf({ pieces, json }: Decoded, presenting: Presenting): Record<string, unknown> | undefined {
  const { wrapsResult } = presenting.tool.operation;
  if (json !== undefined) return structured(json.value, wrapsResult);
  const [only] = pieces;
  return mustBeStructured(presenting) && pieces.length === 1 && only?.kind === 'text' ? { result: only.text } : bare(presenting);
}

function bare(presenting: Presenting): Record<string, unknown> | undefined {
  return mustBeStructured(presenting) ? {} : undefined;
}

/** Makes the answer smaller, if it was asked for. */
async function project(decoded: Decoded, answer: Answer, { projection, means: { projector }, tool }: Presenting): Promise<Decoded> {
  const expression = projection ?? tool.operation.projection;
  if (expression === undefined) return decoded;
  if (decoded.json === undefined) {
    // An author's expression is for the answers that the document declares; another one is shown as it came.
    if (projection === undefined) return decoded;
    const reason = answer.isWhole ? 'it is not JSON' : `only its first ${answer.body.length} bytes were read`;
    throw new UpstreamError('PROJECTION', `${PROJECTION} cannot be applied to this answer, as ${reason}. The call was made; call again without it.`);
  }
  const json = await projector.evaluate(expression, JSON.stringify(decoded.json.value));
  const value: unknown = JSON.parse(json);
  const text = typeof value === 'string' ? value : json;
  const remarks = value === null ? [...decoded.remarks, 'The projection found nothing in the answer.'] : decoded.remarks;
  return { ...decoded, pieces: [{ kind: 'text', text, mimeType: typeof value === 'string' ? 'text/plain' : 'application/json' }], json: { value }, remarks };
}

async function findNextPage(answer: Answer, json: Decoded['json'], presenting: Presenting): Promise<NextPage | { problem: string } | undefined> {
  const { tool, pages, projection } = presenting;
  const { pagination } = tool.operation;
  const next = pagination === undefined || pagination === false ? nextByLink(answer, pages) : await nextByCursor(pagination, json, presenting);
  return next !== undefined && 'arguments' in next && projection !== undefined ? { arguments: { ...next.arguments, [PROJECTION]: projection } } : next;
}

function nextByLink({ request, headers }: Answer, pages: Presenting['pages']): NextPage | undefined {
  const { method, url } = request;
  const link = method === 'GET' || method === 'HEAD' ? nextLink(headers['link'], url) : undefined;
  return link === undefined ? undefined : nextPageOf(link, { ...pages(), url });
}

async function nextByCursor({ next, argument }: PaginationBinding, json: Decoded['json'], { means, pages }: Presenting): Promise<NextPage | { problem: string } | undefined> {
  if (json === undefined) return undefined;
  const { args } = pages();
  let cursor: unknown;
  try {
    cursor = JSON.parse(await means.projector.evaluate(next, JSON.stringify(json.value)));
  } catch (error) {
    // The answer is good all the same.
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  const isCursor = (typeof cursor === 'string' && cursor !== '') || typeof cursor === 'number';
  return isCursor && cursor !== args[argument] ? { arguments: { ...args, [argument]: cursor } } : undefined;
}

function finish(presented: Presented, found: NextPage | { problem: string } | undefined, { tool, means: { structureCheck } }: Presenting): Presented {
  const { content, _meta } = presented;
  const problem = structureCheck !== undefined && presented.structuredContent !== undefined && presented.isError !== true ? structureCheck.problem(tool, presented.structuredContent) : undefined;
  if (problem !== undefined) content.push({ type: 'text', text: `This is not what the document promises: ${problem}.` });
  const next = found !== undefined && 'problem' in found ? undefined : found;
  if (found !== undefined && 'problem' in found) content.push({ type: 'text', text: `Whether there is a next page is not known. ${found.problem}` });
  if (next !== undefined) content.push(nextBlock(next, tool));
  if (next === undefined && problem === undefined) return presented;
  return {
    ...presented,
    ...(next === undefined ? {} : { _meta: { ..._meta, 'mcp-swagger/next': next } }),
    ...(problem === undefined ? {} : { isError: true }),
  };
}

function nextBlock(next: NextPage, tool: Tool): ContentBlock {
  return { type: 'text', text: 'url' in next ? `Next page: ${next.url}` : `Next page: call ${tool.name} with ${JSON.stringify(next.arguments)}` };
}

function describeEmpty({ status, headers, request }: Answer): string {
  const isHead = request.method === 'HEAD';
  const names = isHead ? ['content-type', 'content-length', 'etag', 'last-modified', 'link', 'location'] : ['location', 'retry-after'];
  const told = names.filter((name) => headers[name] !== undefined).map((name) => `${name}: ${headers[name]}`);
  return [isHead ? `Status ${status}.` : `Status ${status}, no content.`, ...told].join('\n');
}
