import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { BodyCollector } from './body-collector.js';
import type { Reading, ReadLimits } from './body-collector.js';
import { readPacked } from './read-packed.js';

/** The head of an answer; names of headers in lower case, those that came several times joined. */
export interface Head {
  status: number;
  headers: Record<string, string>;
}

export interface IncomingOptions {
  /** Ends the exchange before its time. */
  signal: AbortSignal;
  /** Whether a body can come at all; of an answer to HEAD the headers tell of a body that is not there. */
  hasBody: boolean;
  /** How much of the body is read, by its head. */
  limitsFor(head: Head): ReadLimits;
  /** The answer, as far as it was read. */
  onAnswer(head: Head, reading: Reading): void;
  /** With BrokenAnswerError, UpstreamError, or what undici, the policy or the signal say. */
  onFailure(error: unknown): void;
}

/** An answer while it comes in. The streams of undici's `request` would cost as much as all the rest of an exchange; only what is packed goes through one. */
export class IncomingAnswer implements Dispatcher.DispatchHandler {
  #abort: ((reason: Error) => void) | undefined;
  #head: Head | undefined;
  #collector: BodyCollector | undefined;
  #packed: Readable | undefined;
  #isOver = false;
  readonly #stop = (): void => this.#give(this.options.signal.reason);

  constructor(private readonly options: IncomingOptions) {
    options.signal.addEventListener('abort', this.#stop);
  }

  onConnect(abort: (reason?: Error) => void): void {
    if (this.#isOver) abort(asError(this.options.signal.reason));
    else this.#abort = abort;
  }

  onHeaders(status: number, rawHeaders: Buffer[], resume: () => void): boolean {
    // What is told in between (RFC 9110, section 15.2) is not the answer.
    if (status < 200) return true;
    const head: Head = { status, headers: readHeaders(rawHeaders) };
    this.#head = head;
    const limits = this.options.limitsFor(head);
    const encoding = this.options.hasBody ? head.headers['content-encoding'] : undefined;
    if (encoding === undefined || encoding === '') {
      this.#collector = new BodyCollector(status, limits, { read: (reading) => this.#answer(head, reading), failed: (error) => this.#fail(error) });
      return true;
    }
    this.#packed = new Readable({
      read: resume,
      destroy: (error, callback) => {
        if (!this.#isOver) this.#abort?.(error ?? new Error('No more of the answer is read.'));
        callback(error);
      },
    });
    readPacked(this.#packed, status, encoding, limits).then(
      (reading) => this.#answer(head, reading),
      (error: unknown) => this.#fail(error),
    );
    return true;
  }

  onData(chunk: Buffer): boolean {
    if (this.#collector === undefined) return this.#packed?.push(chunk) ?? true;
    if (this.#collector.push(chunk)) return true;
    this.#abort?.(new Error('No more of the answer is read.'));
    return true;
  }

  onComplete(): void {
    this.#collector?.end();
    this.#packed?.push(null);
  }

  onError(error: Error): void {
    this.#give(error);
  }

  /** No more comes: why is for whoever waits for it. */
  #give(reason: unknown): void {
    if (this.#isOver) return;
    if (this.#head === undefined) this.#fail(reason);
    else if (this.#collector === undefined) this.#packed?.destroy(asError(reason));
    else this.#collector.broken(() => reason);
    this.#abort?.(asError(reason));
  }

  #answer(head: Head, reading: Reading): void {
    this.#settle();
    this.options.onAnswer(head, reading);
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#settle();
    this.options.onFailure(error);
  }

  #settle(): void {
    this.#isOver = true;
    this.options.signal.removeEventListener('abort', this.#stop);
  }
}

function readHeaders(raw: readonly Buffer[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index]?.toString('latin1').toLowerCase() ?? '';
    const value = raw[index + 1]?.toString('latin1') ?? '';
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
