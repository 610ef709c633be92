import { Readable } from 'node:stream';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import { UpstreamError } from '../upstream-error.js';

const MOST_ENCODINGS = 3;

/** Takes things out of a body while it is read. */
export interface Filter {
  push(chunk: Buffer): Buffer[];
  end(): Buffer[];
}

/** How much of a body is read. */
export interface ReadLimits {
  /** So many bytes are always read. */
  enoughBytes: number;
  /** Asked once, when there are more: how many of them may be read too. */
  moreBytes: () => number;
  /** What came is worth something also when the end does not come. */
  isUsefulInParts: boolean;
  filter?: Filter | undefined;
}

/** The bytes of a body. */
export interface Reading {
  body: Buffer;
  /** False: there is more, and it was not read. */
  isWhole: boolean;
  /** Why the rest did not come; absent when the limit was the reason. */
  failure?: unknown;
}

/** A body that broke off; the cause says how. */
export class BrokenAnswerError extends Error {
  override readonly name = 'BrokenAnswerError';
  constructor(
    readonly status: number,
    readonly receivedBytes: number,
    options: { cause: unknown },
  ) {
    super(`The answer broke off after ${receivedBytes} bytes.`, options);
  }
}

/** Reads a body, unpacked if it says it is packed, up to its limits, and stops the sender there. Rejects with BrokenAnswerError, or with UpstreamError when nobody can unpack it. */
export function readAnswer(body: Readable, status: number, contentEncoding: string | undefined, limits: ReadLimits): Promise<Reading> {
  return contentEncoding === undefined || contentEncoding === '' ? collect(body, status, limits) : readPacked(body, status, contentEncoding, limits);
}

async function readPacked(body: Readable, status: number, contentEncoding: string, limits: ReadLimits): Promise<Reading> {
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

/** Listening costs half of what iterating or a pipeline does, and this runs for every call. */
function collect(source: Readable, status: number, limits: ReadLimits): Promise<Reading> {
  const { filter } = limits;
  return new Promise<Reading>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let most = limits.enoughBytes;
    let isOver = false;
    const finish = (reading: Omit<Reading, 'body'>): void => {
      isOver = true;
      resolve({ body: chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length), ...reading });
    };
    const keep = (chunk: Buffer): void => {
      if (isOver) return;
      if (length + chunk.length > most && most === limits.enoughBytes) most += limits.moreBytes();
      const fitting = length + chunk.length > most ? chunk.subarray(0, most - length) : chunk;
      chunks.push(fitting);
      length += fitting.length;
      if (fitting === chunk) return;
      finish({ isWhole: false });
      source.destroy();
    };
    const broken = (cause: () => unknown): void => {
      // The close of a body that ended is no news, and an error that nobody sees costs its stack all the same.
      if (isOver) return;
      isOver = true;
      if (length > limits.enoughBytes || (limits.isUsefulInParts && length > 0)) finish({ isWhole: false, failure: cause() });
      else reject(new BrokenAnswerError(status, length, { cause: cause() }));
    };
    source.on('data', filter === undefined ? keep : (chunk: Buffer) => filter.push(chunk).forEach(keep));
    source.on('end', () => {
      filter?.end().forEach(keep);
      if (!isOver) finish({ isWhole: true });
    });
    source.on('error', (error) => broken(() => error));
    source.on('close', () => broken(() => new Error('the answer ended too early')));
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
