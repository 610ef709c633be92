// Ten thousand connections on one server whose clients are made up: are the counts exact, does the API answer meanwhile, what do idle ones cost, how soon does a browser know?
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { io } from 'socket.io-client';
import { startProduct } from '../scripts/product.js';
import { median, percentile, round } from './median.js';

const child = fileURLToPath(new URL('ipc-crowd-child.js', import.meta.url));
const CROWDS = [100, 1_000, 10_000];
const WATCH_MS = 5_000;
const EVENTS_A_SECOND = 1_000;

export async function ipcCrowd() {
  const product = await startProduct({ env: { MCP_SERVER_SCRIPT_PATH: child, MCP_STATS_INTERVAL: '1000', MCP_HEARTBEAT_INTERVAL: '1000' } });
  try {
    return await measure(product.url);
  } finally {
    await product.stop();
  }
}

async function measure(url) {
  const get = async (path) => (await fetch(url + path)).json();
  const post = async (path, body) => (await fetch(url + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json();
  const openapiData = { openapi: '3.0.0', info: { title: 'Crowd', version: '1' }, servers: [{ url: 'http://127.0.0.1:9' }], paths: { '/a': { get: { operationId: 'a', responses: { 200: { description: 'A.' } } } } } };
  const { id } = await post('/api/servers', { name: 'crowd', openapiData });
  const { process: crowd } = await post(`/api/servers/${id}/start?wait=true`);
  const tell = (path) => fetch(crowd.endpoint + path);
  const count = () => get('/api/mcp/connections/count');
  const reached = async (active) => {
    while ((await count()).activeConnections !== active) await delay(20);
  };
  const figures = [];
  let open = 0;
  for (const crowdSize of CROWDS) {
    await tell(`connect?count=${crowdSize - open}`);
    open = crowdSize;
    await reached(open);
    // What came with them is told once more by the next statistics.
    await delay(2_500);
    const before = (await get('/api/system/ipc')).bytesReceived;
    await delay(WATCH_MS);
    const bytes = (await get('/api/system/ipc')).bytesReceived - before;
    figures.push({ figure: `bytes a second over the pipe with ${crowdSize} idle connections (statistics and heartbeat every second)`, value: Math.round((bytes / WATCH_MS) * 1_000), unit: 'B/s' });
  }

  const socket = io(url, { transports: ['websocket'] });
  await new Promise((resolve) => socket.once('connect', resolve));
  const toldMs = [];
  socket.on('mcp:connection:event', ({ event, connection }) => {
    if (event === 'connected') toldMs.push(Date.now() - Date.parse(connection.connectedAt));
  });
  const asked = [];
  await tell(`churn?count=${EVENTS_A_SECOND}&seconds=5`);
  const until = performance.now() + 6_000;
  while (performance.now() < until) {
    const begun = performance.now();
    await count();
    asked.push(performance.now() - begun);
    await delay(10);
  }
  socket.disconnect();
  await reached(open);
  await tell('leave?count=5000');
  await tell('connect?count=3000');
  await reached(8_000);
  const { totalConnections } = await count();
  process.kill(crowd.pid, 'SIGKILL');
  const killed = performance.now();
  await reached(0);
  const { lost, gaps } = await get('/api/system/ipc');
  figures.push(
    { figure: `connect to socket event at ${EVENTS_A_SECOND} events a second, 10,000 connected, p50`, value: round(median(toldMs)), unit: 'ms' },
    { figure: 'the same, p99', value: round(percentile(toldMs, 99)), unit: 'ms' },
    { figure: 'events of that told, of 2,500', value: toldMs.length, unit: '' },
    { figure: 'GET /api/mcp/connections/count meanwhile, p99', value: round(percentile(asked, 99)), unit: 'ms' },
    { figure: 'after churn: connections, as counted', value: 8_000, unit: '' },
    { figure: 'the same: ever, as counted', value: totalConnections, unit: 'of 15,500' },
    { figure: 'from kill -9 to a count of 0', value: Math.round(performance.now() - killed), unit: 'ms' },
    { figure: 'messages lost', value: lost + gaps, unit: '' },
  );
  return figures;
}
