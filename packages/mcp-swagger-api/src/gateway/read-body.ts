import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';

/** Whole bodies up to so many bytes are taken at once: it is cheaper than a stream, and they can be sent again when a connection was refused. */
const MOST_AT_ONCE = 64 * 1024;

/** A body was larger than it may be; told by the stream that carries it. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

export type RequestBody = { kind: 'none' } | { kind: 'whole'; bytes: Buffer } | { kind: 'stream'; stream: Readable } | { kind: 'too-large' };

/** The body of a request: nothing, all of it when it is small, or a stream that breaks at `maxBytes`. Nobody hears of a small one whose client leaves in the middle of it. */
export function readBody(request: IncomingMessage, maxBytes: number, then: (body: RequestBody) => void): void {
  const { 'content-length': announced, 'transfer-encoding': coding } = request.headers;
  const length = Number(announced ?? 0);
  if (coding === undefined && length === 0) then({ kind: 'none' });
  else if (length > maxBytes) then({ kind: 'too-large' });
  else if (coding === undefined && length <= MOST_AT_ONCE) readWhole(request, then);
  else then({ kind: 'stream', stream: request.pipe(limited(request, maxBytes)) });
}

function readWhole(request: IncomingMessage, then: (body: RequestBody) => void): void {
  let first: Buffer | undefined;
  let more: Buffer[] | undefined;
  request.on('data', (chunk: Buffer) => {
    if (first === undefined) first = chunk;
    else (more ??= [first]).push(chunk);
  });
  request.on('end', () => then({ kind: 'whole', bytes: more === undefined ? (first ?? Buffer.alloc(0)) : Buffer.concat(more) }));
}

function limited(request: IncomingMessage, maxBytes: number): Transform {
  let bytes = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new BodyTooLarge());
      else done(null, chunk);
    },
  });
  request.once('close', () => {
    if (!request.complete) limit.destroy(new Error('The client left in the middle of its request.'));
  });
  return limit;
}
