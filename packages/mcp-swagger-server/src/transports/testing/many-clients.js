// Real clients that stay: `node many-clients.js URL streamable|sse|websocket COUNT`. Says "open" when all of them are connected and hold a stream, where there is one.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { WebSocketClientTransport } from '@modelcontextprotocol/sdk/client/websocket.js';
import { WebSocket } from 'ws';

const [url, kind, count] = process.argv.slice(2);
// Node 20 has none of its own.
globalThis.WebSocket ??= WebSocket;
const transports = { streamable: StreamableHTTPClientTransport, sse: SSEClientTransport, websocket: WebSocketClientTransport };

for (let index = 0; index < Number(count); index += 1) {
  const client = new Client({ name: `client-${index}`, version: '1' });
  await client.connect(new transports[kind](new URL(url)));
  await client.listTools();
}
process.stdout.write('open');
