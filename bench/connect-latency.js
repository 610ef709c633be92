// From the moment a client begins to connect to the moment a browser's socket is told, and the part of it that is the client's own.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { io } from 'socket.io-client';
import { startProduct } from '../scripts/product.js';
import { median, percentile, round } from './median.js';

const CONNECTIONS = 200;

export async function connectLatency() {
  const product = await startProduct({ env: { SAMPLE_SERVER: 'true' } });
  try {
    const { servers } = await (await fetch(`${product.url}/api/servers`)).json();
    const started = await (await fetch(`${product.url}/api/servers/${servers[0].id}/start?wait=true`, { method: 'POST' })).json();
    return await measure(product.url, started.process.endpoint);
  } finally {
    await product.stop();
  }
}

async function measure(url, endpoint) {
  const socket = io(url, { transports: ['websocket'] });
  await new Promise((resolve) => socket.once('connect', resolve));
  const toldAt = new Map();
  const waiting = new Map();
  socket.on('mcp:connection:event', ({ sessionId, event }) => {
    if (event !== 'connected') return;
    toldAt.set(sessionId, performance.now());
    waiting.get(sessionId)?.();
  });
  const toEvent = [];
  const afterConnect = [];
  for (let index = 0; index < CONNECTIONS; index += 1) {
    const client = new Client({ name: `bench-${index}`, version: '1' });
    const transport = new StreamableHTTPClientTransport(new URL(endpoint));
    const begun = performance.now();
    await client.connect(transport);
    const connected = performance.now();
    const { sessionId } = transport;
    if (!toldAt.has(sessionId)) await new Promise((resolve) => waiting.set(sessionId, resolve));
    toEvent.push(toldAt.get(sessionId) - begun);
    afterConnect.push(toldAt.get(sessionId) - connected);
    await transport.terminateSession();
    await client.close();
  }
  socket.disconnect();
  return [
    { figure: 'begin of connect to socket event, median', value: round(median(toEvent)), unit: 'ms' },
    { figure: 'begin of connect to socket event, p99', value: round(percentile(toEvent, 99)), unit: 'ms' },
    { figure: 'socket event before (-) or after (+) the client itself was connected, median', value: round(median(afterConnect)), unit: 'ms' },
  ];
}
