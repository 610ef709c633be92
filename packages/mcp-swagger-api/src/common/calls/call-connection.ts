import type { IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import { codeOf } from '../error-facts.js';
import { AnswerReader } from './answer-reader.js';

/** Told when a connection can take a call again, and when it cannot any more. */
export interface ConnectionKeeper {
  /** An idle connection is used again for so long at most. */
  readonly idleMs: number;
  isFree(connection: CallConnection): void;
  isGone(connection: CallConnection): void;
}

/** As undici's handlers want it, so that whoever carries an answer need not know who read it. */
export type CallHandler = Required<Pick<Dispatcher.DispatchHandler, 'onRequestStart' | 'onResponseStart' | 'onResponseData' | 'onResponseEnd' | 'onResponseError'>>;

/** Nothing came for too long; `code`: for whoever tells failures apart. */
export class CallSilent extends Error {
  override readonly name = 'CallSilent';
  readonly code = 'CALL_SILENT';
}

/** Nobody took the connection, so nothing was sent. `code`: of the reason. */
export class NotReached extends Error {
  override readonly name = 'NotReached';
  readonly code: string | undefined;

  constructor(reason: Error) {
    super(reason.message, { cause: reason });
    this.code = codeOf(reason);
  }
}

const READ_AT_ONCE = 16 * 1024;
const MOST_AS_TEXT = 64 * 1024;
const TIMEOUT = /^timeout=(\d{1,6})/;

/** One connection to a child or another node, for one call after the other. It reads into one buffer of its own and asks no clock and no timer of its own. */
export class CallConnection {
  readonly #socket: Socket;
  readonly #reader = new AnswerReader(this);
  #call: Call | undefined;
  #error: Error | undefined;
  #isFree = false;
  #isConnected = false;
  #idleMs = 0;
  /** When bytes last came, or a call began; monotonic ms. */
  activeMs = performance.now();

  constructor(
    address: { host: string; port: number },
    private readonly keeper: ConnectionKeeper,
  ) {
    const onread = { buffer: Buffer.allocUnsafeSlow(READ_AT_ONCE), callback: (length: number, buffer: Uint8Array) => this.#read(buffer as Buffer, length) };
    this.#socket = connect({ ...address, noDelay: true, onread });
    this.#socket.on('connect', () => {
      this.#isConnected = true;
    });
    this.#socket.on('error', (error) => {
      this.#error ??= error;
    });
    this.#socket.on('end', () => this.#reader.finish());
    this.#socket.on('close', () => this.#close());
  }

  get isBusy(): boolean {
    return this.#call !== undefined;
  }

  /** It was idle for longer than the other side keeps it, or nearly so. */
  isTooOld(nowMs: number): boolean {
    return nowMs - this.activeMs > this.#idleMs;
  }

  get isConnecting(): boolean {
    return this.#socket.connecting;
  }

  /** Its call waits for a client who does not read. */
  get isPaused(): boolean {
    return this.#call?.paused === true;
  }

  /** `head`: of the request, with its last line; `method`: that it begins with. A connection takes one call at a time. */
  send(method: string, head: string, body: Buffer | null, handler: CallHandler): void {
    const call = new Call(this, handler);
    this.#call = call;
    handler.onRequestStart(call, {});
    if (!this.isFor(call)) return;
    this.activeMs = performance.now();
    this.#reader.expect(method);
    // One piece of text is one write, without the bookkeeping of several; a large body would be copied twice for it.
    if (body === null || body.length <= MOST_AS_TEXT) this.#socket.write(body === null ? head : head + body.toString('latin1'), 'latin1');
    else {
      this.#socket.write(head, 'latin1');
      this.#socket.write(body);
    }
  }

  /** Ends it; its call hears why. */
  destroy(error?: Error): void {
    this.#error ??= error;
    this.#socket.destroy();
    this.#tellFailure();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.activeMs = performance.now();
    this.#socket.resume();
  }

  isFor(call: Call): boolean {
    return this.#call === call;
  }

  head(status: number, headers: IncomingHttpHeaders): void {
    const call = this.#call;
    this.#idleMs = Math.min(this.keeper.idleMs, idleMsIn(headers['keep-alive']));
    call?.handler.onResponseStart(call, status, headers);
  }

  part(bytes: Buffer): void {
    const call = this.#call;
    // The next read overwrites what it came in.
    call?.handler.onResponseData(call, Buffer.from(bytes));
  }

  end(trailers: IncomingHttpHeaders): void {
    const call = this.#call;
    if (call === undefined) return;
    this.#call = undefined;
    this.#isFree = this.#reader.keepsAlive && !call.paused && this.#socket.writableLength === 0;
    if (!this.#isFree) this.#socket.destroy();
    call.handler.onResponseEnd(call, trailers);
  }

  #read(buffer: Buffer, length: number): boolean {
    this.activeMs = performance.now();
    try {
      this.#reader.read(buffer.subarray(0, length));
      // Not before all that came was read: what stands behind an answer must not be taken for the next one.
      if (this.#isFree) this.#goFree();
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)));
    }
    return !this.isPaused;
  }

  #goFree(): void {
    this.#isFree = false;
    this.keeper.isFree(this);
  }

  #close(): void {
    this.#tellFailure();
    this.keeper.isGone(this);
  }

  #tellFailure(): void {
    const call = this.#call;
    this.#call = undefined;
    const reason = this.#error ?? new Error('The other side closed the connection before its answer was whole.');
    call?.handler.onResponseError(call, this.#isConnected ? reason : new NotReached(reason));
  }
}

/** For how long the other side keeps an idle connection, less a second for what is on its way (RFC 2068, section 19.7.1.1); without a word of it, as long as may be. */
function idleMsIn(hint: string | string[] | undefined): number {
  const seconds = typeof hint === 'string' ? TIMEOUT.exec(hint)?.[1] : undefined;
  return seconds === undefined ? Infinity : Number(seconds) * 1_000 - 1_000;
}

/** One call over a connection, for whoever carries its answer: once it is over, nothing of this touches the connection, which may serve another. */
class Call implements Dispatcher.DispatchController {
  #isPaused = false;
  #reason: Error | null = null;

  constructor(
    private readonly connection: CallConnection,
    readonly handler: CallHandler,
  ) {}

  get paused(): boolean {
    return this.#isPaused;
  }

  get aborted(): boolean {
    return this.#reason !== null;
  }

  get reason(): Error | null {
    return this.#reason;
  }

  abort(reason: Error): void {
    this.#reason ??= reason;
    if (this.connection.isFor(this)) this.connection.destroy(reason);
  }

  pause(): void {
    this.#isPaused = true;
    if (this.connection.isFor(this)) this.connection.pause();
  }

  resume(): void {
    this.#isPaused = false;
    if (this.connection.isFor(this)) this.connection.resume();
  }
}
