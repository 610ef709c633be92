// Opens sessions and abandons them, and prints what they cost: `node --expose-gc abandon-sessions.js 10000`, after a build.
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

async function post(url, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent, headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers } }, (response) => {
      response.resume().once('end', () => resolve(response.headers['mcp-session-id']));
      response.once('error', reject);
    });
    outgoing.once('error', reject);
    outgoing.end(JSON.stringify(body));
  });
}

/** A session as a client leaves it: initialized, one call made, and never heard of again. */
async function abandon(url) {
  const sessionId = await post(url, { jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'soak', version: '1' } } });
  const headers = { 'Mcp-Session-Id': sessionId };
  await post(url, { jsonrpc: '2.0', method: 'notifications/initialized' }, headers);
  await post(url, { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'ok', arguments: {} } }, headers);
}

async function abandonMany(url, sessions) {
  let left = sessions;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await abandon(url);
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
  while (server.connections().length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

const patient = await serve({});
await abandonMany(patient.endpoint, 200);
const before = await heapAtRest();
await abandonMany(patient.endpoint, count);
const bytesPerSession = ((await heapAtRest()) - before) / count;
await patient.close(0);

const hasty = await serve({ sessionIdleTimeoutMs: 1_000 });
await abandonMany(hasty.endpoint, 500);
await goneFrom(hasty);
const empty = await heapAtRest();
await abandonMany(hasty.endpoint, count);
await goneFrom(hasty);
const emptyAgain = await heapAtRest();
await hasty.close(0);
agent.destroy();
api.close();
process.stdout.write(`${JSON.stringify({ sessions: count, bytesPerSession: Math.round(bytesPerSession), emptyBytes: empty, emptyAgainBytes: emptyAgain, growth: Number((emptyAgain / empty - 1).toFixed(4)) })}\n`);
