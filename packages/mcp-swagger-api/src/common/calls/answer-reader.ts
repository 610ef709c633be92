import type { IncomingHttpHeaders } from 'node:http';
import { AnswerBroken, type AnswerHead, fieldsIn, headIn } from './answer-head.js';

/** Told of an answer while it is read. */
export interface AnswerListener {
  head(status: number, headers: IncomingHttpHeaders): void;
  /** A part of the body; its bytes are lent until this returns. */
  part(bytes: Buffer): void;
  /** It came as a whole. */
  end(trailers: IncomingHttpHeaders): void;
}

type Expected = 'nothing' | 'head' | 'counted' | 'chunk size' | 'chunk' | 'chunk end' | 'trailers' | 'all that comes';

/** Node's own servers write no more; undici reads no more either. */
const MOST_HEAD = 16 * 1024;
const MOST_SIZE_LINE = 1_024;
const NO_TRAILERS: IncomingHttpHeaders = {};
const SIZE = /^([\da-f]{1,8})[ \t]*(?:;|$)/i;

/** Reads answers of HTTP/1.1 out of the bytes of one connection, one after the other (RFC 9112, sections 6 and 7), however the bytes are cut. */
export class AnswerReader {
  #expected: Expected = 'nothing';
  /** Bytes of the body, or of its chunk, that are still to come. */
  #left = 0;
  /** Bytes that make no sense without the next ones. */
  #held: Buffer | undefined;
  #keepsAlive = false;
  #isHead = false;

  constructor(private readonly listener: AnswerListener) {}

  /** Whether another answer may come after the last one. */
  get keepsAlive(): boolean {
    return this.#keepsAlive;
  }

  /** A request of this method was sent, so an answer will come. */
  expect(method: string): void {
    this.#isHead = method === 'HEAD';
    this.#expected = 'head';
  }

  /** Throws `AnswerBroken` for what is no answer, or one that nobody asked for. */
  read(bytes: Buffer): void {
    let rest = this.#held === undefined ? bytes : Buffer.concat([this.#held, bytes]);
    this.#held = undefined;
    while (rest.length > 0) {
      const taken = this.#take(rest);
      if (taken === 0) {
        this.#held = Buffer.from(rest);
        return;
      }
      rest = rest.subarray(taken);
    }
  }

  /** The connection ended: an answer without a length is complete by that. */
  finish(): void {
    if (this.#expected === 'all that comes') this.#end(NO_TRAILERS);
  }

  /** How many bytes could be made sense of; 0: more are needed. */
  #take(bytes: Buffer): number {
    switch (this.#expected) {
      case 'nothing':
        throw new AnswerBroken('It sent bytes that are no answer to anything.');
      case 'head':
        return this.#takeHead(bytes);
      case 'counted':
      case 'chunk':
        return this.#takePart(bytes);
      case 'chunk size':
        return this.#takeSize(bytes);
      case 'chunk end':
        return this.#takeChunkEnd(bytes);
      case 'trailers':
        return this.#takeTrailers(bytes);
      case 'all that comes':
        this.listener.part(bytes);
        return bytes.length;
    }
  }

  #takeHead(bytes: Buffer): number {
    const text = bytes.toString('latin1', 0, Math.min(bytes.length, MOST_HEAD));
    const end = text.indexOf('\r\n\r\n');
    if (end === -1) return refuseLonger(bytes, MOST_HEAD, 'head');
    const head = headIn(text.slice(0, end));
    // What is said before the answer (RFC 9110, section 15.2) is not for the client.
    if (head.status < 200) return end + 4;
    this.#keepsAlive = head.keepsAlive;
    this.listener.head(head.status, head.headers);
    this.#expectBody(head);
    return end + 4;
  }

  #expectBody({ body }: AnswerHead): void {
    // It tells the length of a body that does not come (RFC 9110, section 9.3.2).
    if (this.#isHead) this.#end(NO_TRAILERS);
    else if (body === 'chunked') this.#expected = 'chunk size';
    else if (body === 'until the end') this.#expected = 'all that comes';
    else if (body === 0) this.#end(NO_TRAILERS);
    else {
      this.#expected = 'counted';
      this.#left = body;
    }
  }

  #takePart(bytes: Buffer): number {
    const length = Math.min(bytes.length, this.#left);
    this.#left -= length;
    this.listener.part(length === bytes.length ? bytes : bytes.subarray(0, length));
    if (this.#left > 0) return length;
    if (this.#expected === 'chunk') this.#expected = 'chunk end';
    else this.#end(NO_TRAILERS);
    return length;
  }

  #takeSize(bytes: Buffer): number {
    const text = bytes.toString('latin1', 0, Math.min(bytes.length, MOST_SIZE_LINE));
    const end = text.indexOf('\r\n');
    if (end === -1) return refuseLonger(bytes, MOST_SIZE_LINE, 'size of a chunk');
    const size = SIZE.exec(text.slice(0, end))?.[1];
    if (size === undefined) throw new AnswerBroken('It sent a chunk without a size.');
    this.#left = Number.parseInt(size, 16);
    this.#expected = this.#left === 0 ? 'trailers' : 'chunk';
    return end + 2;
  }

  #takeChunkEnd(bytes: Buffer): number {
    if (bytes.length < 2) return 0;
    if (bytes[0] !== 13 || bytes[1] !== 10) throw new AnswerBroken('It sent a chunk that is longer than it said.');
    this.#expected = 'chunk size';
    return 2;
  }

  #takeTrailers(bytes: Buffer): number {
    const text = bytes.toString('latin1', 0, Math.min(bytes.length, MOST_HEAD));
    if (text.startsWith('\r\n')) {
      this.#end(NO_TRAILERS);
      return 2;
    }
    const end = text.indexOf('\r\n\r\n');
    if (end === -1) return refuseLonger(bytes, MOST_HEAD, 'trailer section');
    this.#end(fieldsIn(text.slice(0, end).split('\r\n')));
    return end + 4;
  }

  #end(trailers: IncomingHttpHeaders): void {
    this.#expected = 'nothing';
    this.listener.end(trailers);
  }
}

function refuseLonger(bytes: Buffer, most: number, what: string): number {
  if (bytes.length >= most) throw new AnswerBroken(`It sent a ${what} of more than ${most} bytes.`);
  return 0;
}
