import { Readable } from 'node:stream';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import { BodyCollector, BrokenAnswerError } from './body-collector.js';
import type { Reading, ReadLimits } from './body-collector.js';
import { UpstreamError } from '../upstream-error.js';

const MOST_ENCODINGS = 3;

/** Reads a body that is packed in the way its Content-Encoding says, up to its limits, and stops the sender there. Rejects with BrokenAnswerError, or with UpstreamError when nobody can unpack it. */
export async function readPacked(body: Readable, status: number, contentEncoding: string, limits: ReadLimits): Promise<Reading> {
  try {
    return await collectUnpacked(body, status, contentEncoding, limits);
  } finally {
    body.on('error', () => {}).destroy();
  }
}

async function collectUnpacked(body: Readable, status: number, contentEncoding: string, limits: ReadLimits): Promise<Reading> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  const first = await chunks.next().catch((cause: unknown) => {
    throw new BrokenAnswerError(status, 0, { cause });
  });
  if (first.done === true) return { body: Buffer.alloc(0), isWhole: true };
  const steps = unpackers(contentEncoding, first.value);
  const source = Readable.from(startingWith(first.value, chunks), { objectMode: false });
  const last = steps.at(-1);
  if (last === undefined) return await collect(source, status, limits);
  // Each end tells the others that it is over; what the reader saw is what counts.
  const flow = pipeline([source, ...steps]).catch(() => {});
  try {
    return await collect(last, status, limits);
  } finally {
    source.destroy();
    await flow;
  }
}

async function* startingWith(first: Buffer, rest: AsyncIterator<Buffer, undefined>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function collect(source: Readable, status: number, limits: ReadLimits): Promise<Reading> {
  return new Promise<Reading>((resolve, reject) => {
    const collector = new BodyCollector(status, limits, { read: resolve, failed: reject });
    source.on('data', (chunk: Buffer) => {
      if (!collector.push(chunk)) source.destroy();
    });
    source.on('end', () => collector.end());
    source.on('error', (error) => collector.broken(() => error));
    source.on('close', () => collector.broken(() => new Error('the answer ended too early')));
  });
}

/** The steps that undo a Content-Encoding (RFC 9110 section 8.4), the last one first. */
function unpackers(contentEncoding: string, first: Buffer): Transform[] {
  const encodings = contentEncoding.toLowerCase().split(',').map((name) => name.trim()).filter((name) => name !== '' && name !== 'identity');
  if (encodings.length > MOST_ENCODINGS) throw new UpstreamError('ANSWER', `The answer is packed ${encodings.length} times over, which is not unpacked; ${MOST_ENCODINGS} times are the most.`);
  // Half of the world sends `deflate` without the zlib header that RFC 9110 wants; the first byte tells.
  const isBareDeflate = encodings.at(-1) === 'deflate' && ((first[0] ?? 8) & 0x0f) !== 8;
  return encodings.toReversed().map((encoding, index) => (isBareDeflate && index === 0 ? zlib.createInflateRaw() : unpacker(encoding)));
}

function unpacker(encoding: string): Transform {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip();
    case 'deflate':
      return zlib.createInflate();
    case 'br':
      return zlib.createBrotliDecompress();
    default: {
      const create: unknown = encoding === 'zstd' ? Reflect.get(zlib, 'createZstdDecompress') : undefined;
      if (typeof create === 'function') return Reflect.apply(create, zlib, []) as Transform;
      const known = 'gzip, deflate and br are';
      throw new UpstreamError('ANSWER', `The answer is packed as ${JSON.stringify(encoding.slice(0, 50))}, which this version of Node cannot unpack; ${known}.`);
    }
  }
}
