// A browser that does nothing but note how late it is told of connections, in a process of its own: what else the measure does delays none of its notes.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { WebSocket } from 'ws';

const RESOLUTION_MS = 10;

/** Engine.IO 4 and Socket.IO 5 as far as listening goes: open, connect to `/`, ping, events. */
const [OPEN, PING, PONG, CONNECT] = ['0', '2', '3', '40'];
const TOLD = '42["mcp:connection:event",';

const [, , url] = process.argv;
const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`);
const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
const toldMs = [];
let ended = 0;

socket.on('message', (bytes) => {
  const nowMs = Date.now();
  const text = Buffer.from(bytes).toString();
  if (text.startsWith(TOLD)) note(JSON.parse(text.slice(2))[1], nowMs);
  else if (text === PING) socket.send(PONG);
  else if (text.startsWith(OPEN)) socket.send(CONNECT);
  else if (text.startsWith(CONNECT)) process.send('listens', () => loop.enable());
});
socket.on('error', (error) => {
  throw error;
});

function note({ event, connection }, nowMs) {
  if (event === 'connected') toldMs.push(nowMs - Date.parse(connection.connectedAt));
  else ended += 1;
}

process.once('message', () => process.send({ toldMs, ended, lateMs: Math.max(0, loop.percentile(99) / 1e6 - RESOLUTION_MS) }, () => process.exit(0)));
process.once('disconnect', () => process.exit(0));
