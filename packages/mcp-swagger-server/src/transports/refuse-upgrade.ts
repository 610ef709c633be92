import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorText, type Refusal } from './json-rpc-error.js';

/** Answers a request to take a socket over with a JSON-RPC error over plain HTTP, and closes the socket. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const body = errorText(refusal);
  const headers = { ...refusal.headers, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), Connection: 'close' };
  const head = [`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
