import type { Writable } from 'node:stream';
import { type ChildMessage, CONTRACT_VERSION, encodeMessage, type MessageData, type MessageType } from 'mcp-swagger-ipc';
import { encodeLines, type Queued } from './encode-lines.js';

export interface WriterLimits {
  maxQueueBytes: number;
  /** Messages in one BATCH. */
  batchSize: number;
  /** How long a message that is not urgent may wait for company. */
  batchDelayMs: number;
}

/** One write carries no more, unless a single message is longer. */
const MAX_WRITE_BYTES = 64 * 1024;

/** Calls may not take the last quarter of the queue: what came, went and failed matters more. */
const CALL_SHARE = 0.75;

/** Things that are offered but not made yet. */
const MAX_OFFERS = 100;

/**
 * Sends messages over a pipe that may be read slowly or not at all. One write is in flight; behind it is a queue with a limit in bytes, and
 * what does not fit is dropped and counted: delivered + dropped = written. It never blocks, and the order is the order of `seq`.
 */
export class MessageWriter {
  #queue: Queued[] = [];
  #queuedBytes = 0;
  #written = 0;
  #dropped = 0;
  #writing = false;
  #making = false;
  #broken = false;
  #delay: NodeJS.Timeout | undefined;
  readonly #offers = new Map<string, () => void>();
  #waiting: (() => void)[] = [];

  constructor(
    private readonly stream: Writable,
    private readonly limits: WriterLimits,
    /** The reader is gone for good. */
    onBroken: () => void,
  ) {
    stream.on('error', () => {
      this.#break();
      onBroken();
    });
  }

  /** Messages made, those of them that were dropped, and those that wait to be read. */
  get counts(): { written: number; dropped: number; queued: number } {
    return { written: this.#written, dropped: this.#dropped, queued: this.#queue.length };
  }

  /** Sends at once, and with it all that waits. */
  send<T extends MessageType>(type: T, data: MessageData<T>): void {
    this.#add(type, data, this.limits.maxQueueBytes);
    this.#pump();
  }

  /** Sends when enough have gathered or the delay is over. */
  sendLater<T extends MessageType>(type: T, data: MessageData<T>): void {
    this.#add(type, data, this.limits.maxQueueBytes * CALL_SHARE);
    if (this.#queue.length >= this.limits.batchSize || this.#queuedBytes >= MAX_WRITE_BYTES) this.#pump();
    else this.#delay ??= setTimeout(() => this.#pump(), this.limits.batchDelayMs);
  }

  /**
   * Lets `make` send its messages as soon as there is room, with what holds then. An offer whose key waits already is the same offer: a
   * reader that comes back finds one picture of now, not a pile of old ones. False when too many wait.
   */
  offer(key: string, make: () => void): boolean {
    if (this.#broken || (!this.#offers.has(key) && this.#offers.size >= MAX_OFFERS)) return false;
    this.#offers.set(key, make);
    this.#pump();
    return true;
  }

  /** Resolves when all is written, or after `deadlineMs`; true if all is. */
  async flush(deadlineMs: number): Promise<boolean> {
    this.#pump();
    if (!this.#isBusy) return !this.#broken;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      timer = setTimeout(resolve, deadlineMs);
    });
    clearTimeout(timer);
    return !this.#isBusy && !this.#broken;
  }

  get #isBusy(): boolean {
    return this.#writing || this.#queue.length > 0;
  }

  #add<T extends MessageType>(type: T, data: MessageData<T>, maxQueueBytes: number): void {
    this.#written += 1;
    const seq = this.#written;
    const timestamp = Date.now();
    // The compiler cannot follow that type and data belong together through the union.
    const text = encodeMessage({ v: CONTRACT_VERSION, seq, type, timestamp, data } as ChildMessage).trimEnd();
    const bytes = Buffer.byteLength(text) + 1;
    if (this.#broken || this.#queuedBytes + bytes > maxQueueBytes) {
      this.#dropped += 1;
      return;
    }
    this.#queue.push({ text, bytes, seq, timestamp });
    this.#queuedBytes += bytes;
  }

  #pump(): void {
    if (this.#writing || this.#making || this.#broken) return;
    clearTimeout(this.#delay);
    this.#delay = undefined;
    this.#takeOffers();
    const chunk = this.#takeChunk();
    if (chunk.length === 0) {
      for (const done of this.#waiting.splice(0)) done();
      return;
    }
    this.#writing = true;
    this.stream.write(encodeLines(chunk, this.limits.batchSize), (error) => {
      this.#writing = false;
      if (error !== null && error !== undefined) {
        this.#dropped += chunk.length;
        this.#break();
      }
      this.#pump();
    });
  }

  /** Each offer may fill half the queue at most; the next one waits until that is read. */
  #takeOffers(): void {
    this.#making = true;
    for (const [key, make] of this.#offers) {
      if (this.#queuedBytes > this.limits.maxQueueBytes / 2) break;
      this.#offers.delete(key);
      make();
    }
    this.#making = false;
  }

  #takeChunk(): Queued[] {
    let bytes = 0;
    let count = 0;
    for (const message of this.#queue) {
      if (count > 0 && bytes + message.bytes > MAX_WRITE_BYTES) break;
      bytes += message.bytes;
      count += 1;
    }
    this.#queuedBytes -= bytes;
    return this.#queue.splice(0, count);
  }

  #break(): void {
    this.#broken = true;
    clearTimeout(this.#delay);
    this.#dropped += this.#queue.length;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#offers.clear();
    if (!this.#writing) for (const done of this.#waiting.splice(0)) done();
  }
}
