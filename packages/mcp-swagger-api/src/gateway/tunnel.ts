import { type IncomingMessage, request as httpRequest, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { joinSockets } from '../common/join-sockets.js';
import type { ChildEndpoint } from './child-endpoint.js';
import type { Refusal } from './refusal.js';

/** A child on this machine takes a socket over at once or not at all. */
const HANDSHAKE_MS = 10_000;

/** Joins the socket of a client to one of the child after the child's own handshake (RFC 6455, section 4). `failed`: the child is gone. */
export function openTunnel(request: IncomingMessage, socket: Duplex, head: Buffer, endpoint: ChildEndpoint, headers: string[], failed: (refusal: Refusal) => void): void {
  const given = Object.fromEntries(headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]]] : [])));
  const outgoing = httpRequest(`${endpoint.origin}${endpoint.path}`, { headers: { ...given, Connection: 'Upgrade', Upgrade: request.headers.upgrade }, timeout: HANDSHAKE_MS });
  joinSockets(outgoing, socket, head, 'The child did not take the socket over in time.', () => {
    failed({ status: 502, code: 'SERVER_GONE', detail: 'The server went away before it took the socket over.' });
  });
}

/** Answers a wish for a socket with an error, over the socket itself. */
export function refuseTunnel(socket: Duplex, { status, detail, headers }: Refusal): void {
  const lines = Object.entries({ 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': String(Buffer.byteLength(detail)), Connection: 'close', ...headers });
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${detail}`);
}
