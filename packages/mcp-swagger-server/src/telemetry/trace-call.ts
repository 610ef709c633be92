import type { ToolCallResult } from '../upstream/tool-call-result.js';
import { currentTracing } from './current-tracing.js';

/** A tool call to be traced. `meta`: the `_meta` of its request, which may name the span that it belongs to. */
export interface TracedCall {
  tool: string;
  meta?: Record<string, unknown> | undefined;
}

/** Runs a tool call as a span; without tracing it only runs it. Of arguments and answers nothing is told. */
export function traceCall({ tool, meta }: TracedCall, perform: () => Promise<ToolCallResult>): Promise<ToolCallResult> {
  const tracing = currentTracing();
  if (tracing === undefined) return perform();
  const attributes = { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': tool };
  return tracing.run({ name: `tools/call ${tool}`, kind: 'internal', attributes, from: typeof meta?.['traceparent'] === 'string' ? meta : undefined }, async (span) => {
    const result = await perform();
    if (result.isError === true) span.fail('tool_error');
    return result;
  });
}
