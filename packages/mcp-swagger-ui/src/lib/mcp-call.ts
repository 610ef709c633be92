import { problemOf, type Tool } from './api';
import { currentCsrfToken } from './session';

/** What a tool answered (MCP `CallToolResult`), as blocks. */
export interface ToolAnswer {
  content: ToolBlock[];
  structuredContent?: unknown;
  isError?: boolean;
}

export interface ToolBlock {
  type: string;
  text?: string;
  data?: string;
  mimeType?: string;
  uri?: string;
  name?: string;
  resource?: { uri: string; mimeType?: string; text?: string; blob?: string };
}

interface Reply {
  id?: number;
  result?: unknown;
  /** `data.code`: that of the gateway's problem, when it is the one who refuses. */
  error?: { code: number; message: string; data?: unknown };
}

const VERSION = '2025-11-25';

/** So many pages of a list are asked for. */
const MOST_PAGES = 50;

/** Calls one tool through the gateway. Throws with the server's words when it cannot. */
export function callTool(serverId: string, name: string, args: Record<string, unknown>, signal: AbortSignal): Promise<ToolAnswer> {
  return inSession(serverId, signal, async (ask) => (await ask('tools/call', { name, arguments: args })) as ToolAnswer);
}

/** The tools that a server names to its clients, asked for through the gateway. */
export function listTools(serverId: string, signal: AbortSignal): Promise<Tool[]> {
  return inSession(serverId, signal, async (ask) => {
    const tools: Tool[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const list = (await ask('tools/list', cursor === undefined ? {} : { cursor })) as { tools: Partial<Tool>[]; nextCursor?: string };
      // What the protocol lets a server leave out is empty here; its `_meta` may be anything.
      tools.push(...list.tools.map(({ name = '', description = '', inputSchema = {}, annotations = {}, title }) => ({ name, description, inputSchema, annotations, ...(title === undefined ? {} : { title }) })));
      cursor = list.nextCursor;
      if (cursor === undefined) break;
    }
    return tools;
  });
}

/** Asks something in a session of its own, which ends with the answer. */
async function inSession<T>(serverId: string, signal: AbortSignal, use: (ask: (method: string, params: object) => Promise<unknown>) => Promise<T>): Promise<T> {
  const url = `/mcp/${encodeURIComponent(serverId)}`;
  const hello = await send(url, { id: 1, method: 'initialize', params: { protocolVersion: VERSION, capabilities: {}, clientInfo: { name: 'dashboard', version: '1' } } }, {}, signal);
  const session = hello.headers.get('mcp-session-id');
  const headers = { 'MCP-Protocol-Version': VERSION, ...(session === null ? {} : { 'Mcp-Session-Id': session }) };
  try {
    await resultOf(hello, 1);
    await (await send(url, { method: 'notifications/initialized' }, headers, signal)).text();
    let id = 1;
    return await use(async (method, params) => {
      id += 1;
      return await resultOf(await send(url, { id, method, params }, headers, signal), id);
    });
  } finally {
    if (session !== null) await fetch(url, { method: 'DELETE', headers: { ...headers, ...csrf() } }).catch(() => undefined);
  }
}

function send(url: string, message: object, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers, ...csrf() },
    body: JSON.stringify({ jsonrpc: '2.0', ...message }),
    signal,
  });
}

function csrf(): Record<string, string> {
  const token = currentCsrfToken();
  return token === null ? {} : { 'X-CSRF-Token': token };
}

async function resultOf(response: Response, id: number): Promise<unknown> {
  const text = await response.text();
  const reply = replyIn(text, id);
  if (reply?.error !== undefined) throw refusalIn(reply.error, response.status);
  if (reply !== undefined && 'result' in reply) return reply.result;
  throw problemOf(parse(text), response.status);
}

function refusalIn({ message, data }: NonNullable<Reply['error']>, status: number): Error {
  return typeof data === 'object' && data !== null && 'code' in data && typeof data.code === 'string' ? problemOf({ ...data, detail: message }, status) : new Error(message);
}

/** The reply to a request, in a body of JSON or of server-sent events; undefined when there is none. */
export function replyIn(body: string, id: number): Reply | undefined {
  const texts = /^\s*[{[]/.test(body)
    ? [body]
    : body.split(/\r?\n\r?\n/).map((event) =>
        event
          .split(/\r?\n/)
          .filter((line) => line.startsWith('data:'))
          .map((line) => line.slice(5).trimStart())
          .join('\n'),
      );
  for (const text of texts) {
    const value = parse(text);
    const replies = Array.isArray(value) ? value : [value];
    const reply = (replies as (Reply | undefined)[]).find((one) => one?.id === id);
    if (reply !== undefined) return reply;
  }
  // An error that was found before the id was read has none.
  return texts.map(parse).find((value): value is Reply => typeof value === 'object' && value !== null && 'error' in value && !('id' in value && value.id !== null));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
