import { randomBytes } from 'node:crypto';
import { characterStart } from './decode-text.js';
import type { ResourceContents } from '../tool-call-result.js';

/** What is kept of an answer that was too large to show. */
export interface KeptAnswer {
  bytes: Buffer;
  mimeType: string;
  /** Text is in UTF-8 and given in parts; other bytes are given at once. */
  isText: boolean;
  /** False: the upstream had more, and it was not read. */
  isWhole: boolean;
  /** Bytes of a part. */
  partBytes: number;
}

/** A part of a kept text. */
export interface Part {
  text: string;
  from: number;
  /** Exclusive. */
  to: number;
  answer: KeptAnswer;
  /** Names the next part; absent at the end. */
  next?: string;
}

/** Bounds of what is kept. */
export interface KeepLimits {
  /** Of all answers together, those that are being read included. */
  totalBytes: number;
  /** Of one answer. */
  answerBytes: number;
  keepMs: number;
}

const KEEP_LIMITS: KeepLimits = { totalBytes: 64 * 1024 * 1024, answerBytes: 32 * 1024 * 1024, keepMs: 10 * 60_000 };

/** Small ones cost more than their bytes. */
const MOST_ANSWERS = 10_000;

const SCHEME = 'answer:';

/** The rests of answers that were too large to show at once; the oldest go when there is no room, and all after their time. Names cannot be guessed. */
export class KeptAnswers {
  readonly #kept = new Map<string, { answer: KeptAnswer; until: number }>();
  #bytes = 0;
  #reserved = 0;
  #sweep: NodeJS.Timeout | undefined;

  constructor(private readonly limits: KeepLimits = KEEP_LIMITS) {}

  /** Makes room for reading beyond the limit of an answer that has `already` so many bytes; gives how many more may be read. The reader releases them. */
  reserve(already: number): number {
    const wanted = Math.max(0, this.limits.answerBytes - already);
    const room = Math.min(wanted, this.limits.totalBytes - this.#reserved);
    this.#evict(room);
    this.#reserved += room;
    return room;
  }

  release(bytes: number): void {
    this.#reserved -= bytes;
  }

  /** Keeps an answer and gives its id; undefined when it is too large. */
  keep(answer: KeptAnswer): string | undefined {
    if (answer.bytes.length > Math.min(this.limits.answerBytes, this.limits.totalBytes)) return undefined;
    this.#evict(answer.bytes.length);
    const id = randomBytes(12).toString('base64url');
    this.#kept.set(id, { answer, until: performance.now() + this.limits.keepMs });
    this.#bytes += answer.bytes.length;
    this.#sweep ??= setTimeout(() => this.#expire(), this.limits.keepMs).unref();
    return id;
  }

  /** The part of a text that a token names; undefined when it is not kept any more, or never was. */
  part(token: string): Part | undefined {
    const match = /^([\w-]{16})\.(\d{1,12})$/.exec(token);
    const answer = match?.[1] === undefined ? undefined : this.#find(match[1]);
    const id = match?.[1];
    if (answer === undefined || id === undefined || !answer.isText) return undefined;
    const { bytes, partBytes } = answer;
    const from = characterStart(bytes, Math.min(Number(match?.[2]), bytes.length));
    const to = partEnd(bytes, from, partBytes);
    const text = bytes.toString('utf8', from, to);
    return { text, from, to, answer, ...(to < bytes.length ? { next: `${id}.${to}` } : {}) };
  }

  /** What `answer:…` names: a part of a text, whose `_meta` names the next one, or all bytes. Undefined when it is not kept any more, or never was. */
  read(uri: string): ResourceContents[] | undefined {
    if (!uri.startsWith(SCHEME)) return undefined;
    const name = uri.slice(SCHEME.length);
    const bytes = this.#find(name);
    if (bytes?.isText === false) return [{ uri, mimeType: bytes.mimeType, blob: bytes.bytes.toString('base64') }];
    const part = this.part(name);
    if (part === undefined) return undefined;
    const { text, from, to, answer, next } = part;
    const place = { from, to, of: answer.bytes.length, isWhole: answer.isWhole };
    return [{ uri, mimeType: answer.mimeType, text, _meta: { 'mcp-swagger/part': place, ...(next === undefined ? {} : { 'mcp-swagger/next': { uri: uriOf(next) } }) } }];
  }

  /** Bytes that are kept or reserved. */
  get size(): number {
    return this.#bytes + this.#reserved;
  }

  clear(): void {
    clearTimeout(this.#sweep);
    this.#kept.clear();
    this.#bytes = 0;
  }

  #find(id: string): KeptAnswer | undefined {
    const found = this.#kept.get(id);
    return found !== undefined && found.until > performance.now() ? found.answer : undefined;
  }

  #evict(wanted: number): void {
    for (const [id, { answer }] of this.#kept) {
      if (this.#bytes + this.#reserved + wanted <= this.limits.totalBytes && this.#kept.size < MOST_ANSWERS) return;
      this.#drop(id, answer);
    }
  }

  #expire(): void {
    this.#sweep = undefined;
    const now = performance.now();
    for (const [id, { answer, until }] of this.#kept) {
      if (until <= now) this.#drop(id, answer);
      else {
        this.#sweep ??= setTimeout(() => this.#expire(), until - now + 1).unref();
        return;
      }
    }
  }

  #drop(id: string, answer: KeptAnswer): void {
    this.#kept.delete(id);
    this.#bytes -= answer.bytes.length;
  }
}

/** The URI under which a part, or the bytes of an answer, can be read. */
export function uriOf(name: string): string {
  return `${SCHEME}${name}`;
}

/** Where a part ends; one character at least, also where it is longer than the part. */
export function partEnd(bytes: Uint8Array, from: number, partBytes: number): number {
  const end = Math.min(from + partBytes, bytes.length);
  const cut = end === bytes.length ? end : characterStart(bytes, end);
  if (cut > from || cut === bytes.length) return cut;
  let next = from + 1;
  while (next < bytes.length && ((bytes[next] ?? 0) & 0xc0) === 0x80) next++;
  return next;
}
