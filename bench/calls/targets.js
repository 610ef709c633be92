// What a load needs of a server of either era: headers, the messages it sends, and how an answer is told from an error.
import { callOf } from './bench-api.js';

const CLIENT = { name: 'bench', version: '1' };

/** Old era: a session is begun first, and every call names it. */
export async function sessionTarget(url) {
  const headers = await openSession(url);
  const tool = await petTool(url, headers);
  return { url, headers, call: (id) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: callOf(tool, id) }), isAnswer };
}

/** Old era, of a server that answers calls on the stream of a GET: each caller needs a session of its own. */
export async function streamedTarget(url) {
  const tool = await petTool(url, await openSession(url));
  return { url, openSession: async () => await openSession(url), answersOnStream: true, call: (id) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: callOf(tool, id) }), isAnswer };
}

const REVISION = '2025-06-18';

/** Whoever does not answer in time is told as broken. */
const ANSWER_MS = 10_000;

async function post(url, headers, message) {
  const answer = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(ANSWER_MS), headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers }, body: JSON.stringify({ jsonrpc: '2.0', ...message }) });
  return { status: answer.status, sessionId: answer.headers.get('mcp-session-id'), text: await answer.text() };
}

/** Begins a session; gives the headers that name it. */
async function openSession(url) {
  const { status, sessionId, text } = await post(url, {}, { id: 1, method: 'initialize', params: { protocolVersion: REVISION, capabilities: {}, clientInfo: CLIENT } });
  if (sessionId === null) throw new Error(`${url} began no session: status ${status}, ${text.slice(0, 500)}`);
  const headers = { 'Mcp-Session-Id': sessionId, 'MCP-Protocol-Version': REVISION };
  await post(url, headers, { method: 'notifications/initialized' });
  return headers;
}

/** What a server calls the operation. */
async function petTool(url, headers) {
  const { text } = await post(url, headers, { id: 2, method: 'tools/list' });
  const tool = /"name":"(get-?pet[^"]*)"/i.exec(text)?.[1];
  if (tool === undefined) throw new Error(`${url} lists no tool that gets a pet: ${text.slice(0, 500)}`);
  return tool;
}

/** New era: each call stands alone. */
export function statelessTarget(url) {
  const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientInfo': CLIENT, 'io.modelcontextprotocol/clientCapabilities': {} };
  const headers = { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'tools/call', 'Mcp-Name': 'getPet' };
  return { url, headers, call: (id) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { ...callOf('getPet', id), _meta } }), isAnswer };
}

/** The floor knows no protocol, only calls. */
export function bareTarget(url) {
  return { url, headers: {}, call: (id) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: callOf('getPet', id) }), isAnswer };
}

/** The pet that was asked for, by its id in the message and in the pet; peers write their answers in several ways. */
function isAnswer(body, id) {
  return body.includes(`"id":${id}`) && /\\?"name\\?": ?\\?"Rex\\?"/.test(body) && !body.includes('"isError":true');
}
