import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

export interface RawRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** Whose sockets are used; without one, each request has a socket of its own. */
  agent?: Agent;
}

const JSON_HEADERS = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' };

/** A request exactly as given: also with a Host of somebody else. A string goes out as it is, anything else as JSON. */
export async function rawRequest(url: string, { method = 'POST', ...rest }: RawRequest = {}): Promise<RawAnswer> {
  const response = await open(url, { method, ...rest });
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') };
}

/** The same, resolved when the head of the answer is there. */
export async function open(url: string, { method = 'POST', headers = {}, body, agent }: RawRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers: { ...(method === 'POST' ? JSON_HEADERS : {}), ...headers }, agent: agent ?? false }, resolve);
    outgoing.once('error', reject);
    outgoing.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
  });
}

export const INITIALIZE = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1.2.3' } },
};

/** An `initialize` of this revision. */
export function initializeOf(protocolVersion: string): unknown {
  return { ...INITIALIZE, params: { ...INITIALIZE.params, protocolVersion } };
}

/** Begins a session and returns its id. */
export async function beginSession(url: string, { protocolVersion = INITIALIZE.params.protocolVersion, headers = {} }: { protocolVersion?: string; headers?: Record<string, string> } = {}): Promise<string> {
  const { status, headers: answered, text } = await rawRequest(url, { body: initializeOf(protocolVersion), headers });
  const sessionId = answered['mcp-session-id'];
  if (status !== 200 || typeof sessionId !== 'string') throw new Error(`No session: ${status} ${text}`);
  return sessionId;
}

export function toolCall(id: number, name: string, args: unknown = {}, meta?: unknown): unknown {
  return { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args, ...(meta === undefined ? {} : { _meta: meta }) } };
}
