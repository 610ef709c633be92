import type { Readable, Transform } from 'node:stream';

/** A body that went beyond its limit. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  constructor(readonly maxBytes: number) {
    super(`The answer is larger than the limit of ${maxBytes} bytes.`);
  }
}

/** All bytes of a body, unpacked if it says it is packed; stops reading at the limit. Rejects with BodyTooLargeError. */
export async function readBody(body: Readable, contentEncoding: string | undefined, maxBytes: number): Promise<Buffer> {
  const unpack = unpacker((contentEncoding ?? '').trim().toLowerCase());
  if (unpack === undefined) return await collect(body, maxBytes);
  // Each end tells the other that it is over; what the reader saw is what counts.
  const flow = process.getBuiltinModule('node:stream/promises').pipeline(body, unpack).catch(() => {});
  try {
    return await collect(unpack, maxBytes);
  } finally {
    body.destroy();
    await flow;
  }
}

/** Listening costs half of what iterating or a pipeline does, and this runs for every call. */
async function collect(source: Readable, maxBytes: number): Promise<Buffer> {
  return await new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    source.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) {
        reject(new BodyTooLargeError(maxBytes));
        source.destroy();
      } else chunks.push(chunk);
    });
    source.on('end', () => resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length)));
    source.on('error', reject);
    source.on('close', () => reject(new Error('the answer ended too early')));
  });
}

/** Loaded at once, for a body that nobody listens to may fail meanwhile, and only here, for a command that reads a file needs none of it. */
function unpacker(encoding: string): Transform | undefined {
  const zlib = (): typeof import('node:zlib') => process.getBuiltinModule('node:zlib');
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return zlib().createGunzip();
    case 'deflate':
      return zlib().createInflate();
    case 'br':
      return zlib().createBrotliDecompress();
    default:
      return undefined;
  }
}
