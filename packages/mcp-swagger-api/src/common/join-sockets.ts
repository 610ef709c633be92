import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Joins the socket of a client to the one that a request for an upgrade brings, once the other side has taken it (RFC 6455, section 4), and sends that request. An answer instead of a
 * socket is the client's; `late` is the error when there is neither in time; `failed`: nothing was said to the client yet.
 */
export function joinSockets(outgoing: ClientRequest, socket: Duplex, head: Buffer, late: string, failed: () => void): void {
  outgoing.once('upgrade', (answer, other, otherHead) => {
    other.setTimeout(0);
    socket.write(headOf(answer));
    socket.write(otherHead);
    other.write(head);
    for (const [one, another] of [[socket, other], [other, socket]] as const) {
      one.once('error', () => another.destroy());
      one.once('close', () => another.destroy());
      one.pipe(another);
    }
  });
  outgoing.once('response', (answer) => {
    socket.write(headOf(answer));
    answer.pipe(socket);
  });
  outgoing.once('timeout', () => outgoing.destroy(new Error(late)));
  outgoing.once('error', () => {
    if (!socket.destroyed) failed();
  });
  socket.once('close', () => outgoing.destroy());
  outgoing.end();
}

function headOf({ statusCode = 502, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 && name.toLowerCase() !== 'transfer-encoding' ? [`${name}: ${rawHeaders[index + 1]}\r\n`] : []));
  return `HTTP/1.1 ${statusCode} ${statusMessage ?? ''}\r\n${lines.join('')}\r\n`;
}
