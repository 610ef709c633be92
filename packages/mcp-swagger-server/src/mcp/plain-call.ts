import type { ProgressToken, RequestId } from '@modelcontextprotocol/server';

/** A `tools/call` that holds nothing but what makes a call. */
export interface PlainCall {
  id: RequestId;
  name: string;
  args: Record<string, unknown>;
  progressToken: ProgressToken | undefined;
  /** The rest of its `_meta`, such as the envelope of the stateless era. */
  meta: Record<string, unknown>;
}

const MESSAGE_KEYS = new Set(['jsonrpc', 'id', 'method', 'params']);
const PARAMS_KEYS = new Set(['name', 'arguments', '_meta']);

/** Reads a parsed message as a plain call; undefined for any other message, and for a call of which somebody else has to say what is wrong with it. */
export function plainCall(message: unknown): PlainCall | undefined {
  if (!isPlainObject(message) || message['method'] !== 'tools/call' || message['jsonrpc'] !== '2.0' || !hasOnly(message, MESSAGE_KEYS)) return undefined;
  const { id, params } = message;
  if (!isToken(id) || !isPlainObject(params) || !hasOnly(params, PARAMS_KEYS)) return undefined;
  const { name, arguments: args = {}, _meta: meta = {} } = params;
  if (typeof name !== 'string' || !isPlainObject(args) || !isPlainObject(meta)) return undefined;
  const { progressToken } = meta;
  return progressToken === undefined || isToken(progressToken) ? { id, name, args, progressToken, meta } : undefined;
}

function hasOnly(value: Record<string, unknown>, keys: ReadonlySet<string>): boolean {
  for (const key in value) if (!keys.has(key)) return false;
  return true;
}

/** What JSON-RPC ids and progress tokens of MCP may be. */
function isToken(value: unknown): value is string | number {
  return typeof value === 'string' || Number.isSafeInteger(value);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
