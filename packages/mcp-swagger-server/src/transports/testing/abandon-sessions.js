// Opens connections of every kind and abandons them, and prints what they cost: `node --expose-gc abandon-sessions.js 10000`, after a build.
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { createMcpServer } from '../../../dist/index.js';

const count = Number(process.argv[2] ?? 2_000);
const AT_ONCE = 8;

const api = createServer((_request, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"ok":true}'));
await new Promise((resolve) => api.listen(0, '127.0.0.1', resolve));
const apiUrl = `http://127.0.0.1:${api.address().port}`;
const responses = { 200: { description: 'ok', content: { 'application/json': { schema: { type: 'object' } } } } };
const text = JSON.stringify({ openapi: '3.1.0', info: { title: 'Soak', version: '1' }, servers: [{ url: apiUrl }], paths: { '/ok': { get: { operationId: 'ok', responses } } } });

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

/** The head of an answer. Rejects unless it is 200 or 202. */
async function open(url, { method = 'POST', body, headers = {}, own = false }) {
  const outgoing = request(url, { method, agent: own ? false : agent, headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers } });
  outgoing.end(body === undefined ? undefined : JSON.stringify({ jsonrpc: '2.0', ...body }));
  const [response] = await once(outgoing, 'response');
  if (response.statusCode !== 200 && response.statusCode !== 202) {
    response.resume();
    throw Object.assign(new Error(`${method} was answered ${response.statusCode}`), { status: response.statusCode });
  }
  return response;
}

async function post(url, body, headers = {}) {
  const response = await open(url, { body, headers });
  await once(response.resume(), 'end');
  return response.headers['mcp-session-id'];
}

/** Breaks a stream off when it has begun, without a goodbye. */
async function drop(url, options) {
  const stream = await open(url, { ...options, own: true });
  stream.on('error', () => {});
  stream.destroy();
}

async function begin(url) {
  const sessionId = await post(url, { id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'soak', version: '1' } } });
  const headers = { 'Mcp-Session-Id': sessionId };
  await post(url, { method: 'notifications/initialized' }, headers);
  return headers;
}

/** One that a busy machine let fall silent for too long was abandoned a little early, and begins again as clients do. */
async function inSession(url, act) {
  for (;;) {
    try {
      return await act(await begin(url));
    } catch (error) {
      if (error.status !== 404) throw error;
    }
  }
}

/** A request of the era without sessions, by a client that nobody has seen before. */
let strangers = 0;
function stateless(method, params, name) {
  strangers += 1;
  const meta = { protocolVersion: '2026-07-28', clientInfo: { name: `stranger-${strangers}`, version: '1' }, clientCapabilities: {} };
  const _meta = Object.fromEntries(Object.entries(meta).map(([key, value]) => [`io.modelcontextprotocol/${key}`, value]));
  return { body: { id: 1, method, params: { ...params, _meta } }, headers: { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': method, ...(name === undefined ? {} : { 'Mcp-Name': name }) } };
}

const CALL = { name: 'ok', arguments: {} };

/** How clients leave, by the kind of connection that they had. */
const LEAVING = {
  // Initialized, one call made, and never heard of again.
  session: (url) => inSession(url, (headers) => post(url, { id: 1, method: 'tools/call', params: CALL }, headers)),
  sessionWithStream: (url) => inSession(url, (headers) => drop(url, { method: 'GET', headers })),
  derived: async (url) => {
    const { body, headers } = stateless('tools/call', CALL, 'ok');
    await post(url, body, headers);
  },
  subscription: async (url) => await drop(url, stateless('subscriptions/listen', { notifications: { toolsListChanged: true } })),
};

async function abandon(url, connections, kind = 'session') {
  let left = connections;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await LEAVING[kind](url);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function heapAtRest() {
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return process.memoryUsage().heapUsed;
}

function serve(limits) {
  return createMcpServer({ document: { text }, outgoing: { allowPrivateNetwork: true }, limits: { maxConnections: 2 * count + 1_000, ...limits } });
}

async function goneFrom(server) {
  while (server.connections().length > 0) await new Promise((resolve) => setTimeout(resolve, 100));
}

const patient = await serve({});
await abandon(patient.endpoint, 200);
const before = await heapAtRest();
await abandon(patient.endpoint, count);
const bytesPerSession = ((await heapAtRest()) - before) / count;
const sessions = patient.connections().length;
await patient.close(0);

const hasty = await serve({ sessionIdleTimeoutMs: 2_000 });
/** Those of the second half need a third of the requests. */
const rounds = [['session', count / 2], ['sessionWithStream', count / 2], ['derived', count], ['subscription', count]];
// A thousand clients are known by what they say of themselves, whoever comes afterwards.
for (const [kind, warmUps] of [['session', 500], ['sessionWithStream', 300], ['derived', 1_100], ['subscription', 500]]) await abandon(hasty.endpoint, warmUps, kind);
await goneFrom(hasty);
const empty = await heapAtRest();
let last = empty;
const growths = {};
for (const [kind, connections] of rounds) {
  await abandon(hasty.endpoint, connections, kind);
  await goneFrom(hasty);
  const now = await heapAtRest();
  growths[kind] = Number((now / last - 1).toFixed(4));
  last = now;
}
await hasty.close(0);
agent.destroy();
api.close();
process.stdout.write(`${JSON.stringify({ sessions, bytesPerSession: Math.round(bytesPerSession), emptyBytes: empty, emptyAgainBytes: last, growths, growth: Number((last / empty - 1).toFixed(4)) })}\n`);
