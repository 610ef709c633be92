// Sessions that each hold the stream of a GET open, from another process: `node --expose-gc hold-streams.js 10000`, after a build. Prints how many are open, what they hold, and how many of them hear of a change.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';

const [first = '10000', url] = process.argv.slice(2);
const AT_ONCE = 32;

if (url === undefined) await serve(Number(first));
else await hold(Number(first), url);

async function serve(count) {
  const { createMcpServer } = await import('../../../dist/index.js');
  const textOf = (paths) => JSON.stringify({ openapi: '3.1.0', info: { title: 'Held', version: '1' }, servers: [{ url: 'http://api.example' }], paths });
  const server = await createMcpServer({ document: { text: textOf({}) }, limits: { maxConnections: count + 10 } });
  const before = await heapAtRest();
  const { rss } = process.memoryUsage();
  const clients = spawn(process.execPath, [fileURLToPath(import.meta.url), String(count), server.endpoint], { stdio: ['ignore', 'pipe', 'inherit'] });
  await said(clients, 'open');
  const heap = await heapAtRest();
  const residentMb = (process.memoryUsage().rss - rss) / 2 ** 20;
  const told = said(clients, 'told');
  const startedMs = performance.now();
  await server.reload({ text: textOf({ '/x': { get: { operationId: 'getX', responses: { 200: { description: 'Fine.' } } } } }) });
  await told;
  const toldMs = performance.now() - startedMs;
  const open = server.connections().length;
  clients.kill('SIGKILL');
  await once(clients, 'close');
  await server.close(0);
  process.stdout.write(`${JSON.stringify({ open, bytesPerStream: Math.round((heap - before) / count), residentMb: Math.round(residentMb), toldMs: Math.round(toldMs) })}\n`);
}

/** Resolves when the clients have said a word. Rejects when they end before. */
async function said(clients, word) {
  const gone = once(clients, 'close').then(() => {
    throw new Error(`The clients ended before they were ${word}.`);
  });
  gone.catch(() => {});
  await Promise.race([gone, new Promise((resolve) => clients.stdout.on('data', (chunk) => (String(chunk).includes(word) ? resolve() : undefined)))]);
}

/** Opens the sessions and their streams, and stays. */
async function hold(count, endpoint) {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const send = async (method, headers, body, by = agent) => {
    const outgoing = request(endpoint, { method, agent: by, headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers } });
    outgoing.end(body === undefined ? undefined : JSON.stringify({ jsonrpc: '2.0', ...body }));
    const [response] = await once(outgoing, 'response');
    if (response.statusCode >= 300) throw new Error(`${method} was answered ${response.statusCode}.`);
    return response;
  };
  const post = async (headers, body) => {
    const response = await send('POST', headers, body);
    await once(response.resume(), 'end');
    return response.headers['mcp-session-id'];
  };
  let left = count;
  let told = 0;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const headers = { 'Mcp-Session-Id': await post({}, { id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'holder', version: '1' } } }) };
      await post(headers, { method: 'notifications/initialized' });
      const stream = await send('GET', headers, undefined, false);
      stream.setEncoding('utf8').on('data', (chunk) => {
        if (!chunk.includes('notifications/tools/list_changed')) return;
        told += 1;
        if (told === count) process.stdout.write('told');
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  process.stdout.write('open');
}

async function heapAtRest() {
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return process.memoryUsage().heapUsed;
}
