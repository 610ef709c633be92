import type { UpstreamProbeTarget } from 'mcp-swagger-ipc';
import type { Resource, Tool } from 'mcp-swagger-parser';
import type { ServedDocument } from '../served-document.js';
import { UpstreamError } from '../upstream/index.js';

/** More of an answer than this says nothing new. */
const SHOWN = 500;

const READS = new Set(['GET', 'HEAD']);

/** Asks the API for what was named, as a call would; it counts as none. Rejects with UpstreamError that says why it is not well. */
export async function probeUpstream({ model, upstream }: Pick<ServedDocument, 'model' | 'upstream'>, target: UpstreamProbeTarget, timeoutMs: number): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs);
  if ('path' in target) {
    await upstream.read(resourceAt(target.method, target.path), {}, { signal });
    return;
  }
  const tool = model.tools.find(({ name }) => name === target.tool);
  if (tool === undefined) throw new UpstreamError('TOOL_UNKNOWN', `There is no tool ${JSON.stringify(target.tool)} to ask the API by.`);
  if (!READS.has(tool.operation.method)) throw new UpstreamError('ARGUMENT_INVALID', `${target.tool} is ${tool.operation.method} ${tool.operation.path}; only tools that read (GET, HEAD) are called again and again.`);
  const { isError, content } = await upstream.call(target.tool, target.arguments, { signal });
  if (isError !== true) return;
  const said = content.map((block) => (block.type === 'text' ? block.text : '')).join(' ');
  throw new UpstreamError('STATUS', said.slice(0, SHOWN) || 'It answered with an error.');
}

/** A path that need not be in the document: no parameters, and no credentials. */
function resourceAt(method: string, path: string): Resource {
  const tool: Tool = {
    name: `${method} ${path}`,
    description: '',
    inputSchema: { type: 'object' },
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    _meta: { method, path },
    tags: [],
    operation: { method, path, parameters: [], responses: [], security: [], servers: [], hasOwnServers: false, wrapsResult: false },
  };
  return { uri: path, name: tool.name, tool };
}
