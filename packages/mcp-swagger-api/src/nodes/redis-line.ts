import { setTimeout as delay } from 'node:timers/promises';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { codeOf, messageOf } from '../common/error-facts.js';
import type { Environment } from '../config/environment.js';

/** It is tried again so soon, at most. */
const AGAIN_MS = 2_000;
const CONNECT_MS = 5_000;

/** So often it is asked whether it is there; silent for so long, it counts as away, and is given nothing more. */
const ASK_MS = 2_000;
const SILENT_MS = 10_000;

/** So much may be on its way to it, in characters; what comes then is not sent. */
const MOST_WAITING = 16 * 1024 * 1024;

/** A read waits so long for something new. Shorter than SILENT_MS, or each would count as silence. */
const WAIT_MS = 5_000;

const FAILED_READ_MS = 250;

/** Names and values of an entry of a stream. */
export type StreamEntry = Record<string, string>;

type Found = { messages: { id: string; message: StreamEntry }[] }[];

/** The streams of the Redis at REDIS_URL, for what nodes tell each other's browsers. It may be away at any time, from the start on: then nothing is kept for it, and it is tried again until the end. */
export class RedisLine implements OnApplicationShutdown {
  private readonly logger = new Logger('Redis');
  #writer: Client | undefined;
  #reader: Client | undefined;
  #answeredAt = 0;
  #waiting = 0;
  #hasWarned = false;
  #isClosed = false;

  /** Does not wait for it. Without REDIS_URL nothing is loaded. */
  static async of({ variables }: Environment): Promise<RedisLine> {
    const line = new RedisLine();
    const { REDIS_URL: url, NODE_URL } = variables;
    if (url !== undefined && NODE_URL === undefined) line.logger.warn('REDIS_URL is not used: it is for what several nodes tell each other, and without NODE_URL this one is alone.');
    else if (url !== undefined) await line.#open(url);
    return line;
  }

  get state(): 'unused' | 'up' | 'away' {
    if (this.#writer === undefined) return 'unused';
    return this.#writer.isReady && performance.now() - this.#answeredAt < SILENT_MS ? 'up' : 'away';
  }

  /** Puts an entry at the end of a stream, which then has about `mostEntries` at most; gives its id. Rejects at once when Redis is away, or does not keep up. */
  async append(stream: string, entry: StreamEntry, mostEntries: number): Promise<string> {
    if (this.#writer === undefined || this.state === 'away') throw new Error('Redis is away.');
    const size = Object.values(entry).reduce((sum, { length }) => sum + length, 0);
    if (this.#waiting + size > MOST_WAITING) throw new Error('Redis does not keep up.');
    this.#waiting += size;
    try {
      return await this.#writer.xAdd(stream, '*', entry, { TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: mostEntries } });
    } finally {
      this.#waiting -= size;
    }
  }

  /** The id of the last entry of a stream. Waits until Redis is there, and for ever after the end. */
  lastId(stream: string): Promise<string> {
    return this.#ask(async (reader) => (await reader.xRevRange(stream, '+', '-', { COUNT: 1 }))[0]?.id ?? '0-0');
  }

  /** What came behind an id; null when nothing comes for a while. Waits until Redis is there, and for ever after the end. */
  read(stream: string, behind: string, mostEntries: number): Promise<Found | null> {
    return this.#ask(async (reader) => (await reader.xRead({ key: stream, id: behind }, { COUNT: mostEntries, BLOCK: WAIT_MS })) as Found | null);
  }

  onApplicationShutdown(): void {
    this.#isClosed = true;
    for (const client of [this.#writer, this.#reader]) if (client?.isOpen === true) client.destroy();
  }

  async #open(url: string): Promise<void> {
    const writer = await clientOf(url);
    const reader = writer.duplicate();
    [this.#writer, this.#reader] = [writer, reader];
    const { host } = new URL(url);
    const heard = (): void => {
      this.#answeredAt = performance.now();
    };
    writer.on('ready', () => {
      heard();
      this.#hasWarned = false;
      this.logger.log(`Redis at ${host} is there: browsers on other nodes hear over it of what happens here.`);
    });
    writer.on('ping-interval', heard);
    writer.on('error', (error: unknown) => this.#warn(host, error));
    // The writer says what there is to say.
    reader.on('error', () => {});
    for (const client of [writer, reader]) client.connect().catch((error: unknown) => this.#warn(host, error));
  }

  /** Rejects late and answers never once it is closed, because whoever reads a stream asks again at once. */
  async #ask<T>(question: (reader: Client) => Promise<T>): Promise<T> {
    try {
      if (this.#reader !== undefined && !this.#isClosed) return await question(this.#reader);
    } catch (error) {
      await delay(FAILED_READ_MS);
      if (!this.#isClosed) throw error;
    }
    return new Promise(() => {});
  }

  #warn(host: string, error: unknown): void {
    if (this.#hasWarned || this.#isClosed) return;
    this.#hasWarned = true;
    this.logger.warn(`Redis at ${host} (REDIS_URL) is away (${reasonOf(error)}). Until it is back, browsers do not hear of what happens on other nodes. It is tried again.`);
  }
}

/** Its certificate is of an authority that Node does not know; codes of OpenSSL. */
const UNKNOWN_AUTHORITY = new Set(['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY']);

function reasonOf(error: unknown): string {
  const reason = messageOf(error).trim();
  return UNKNOWN_AUTHORITY.has(codeOf(error) ?? '') ? `${reason}; NODE_EXTRA_CA_CERTS names the file of an authority of your own` : reason;
}

/** One that comes back by itself, however long it takes. */
async function clientOf(url: string) {
  const { createClient } = await import('@redis/client');
  return createClient({
    url,
    // The answers that the adapter of Socket.IO understands.
    RESP: 2,
    pingInterval: ASK_MS,
    socket: { connectTimeout: CONNECT_MS, socketTimeout: SILENT_MS, reconnectStrategy: (retries) => Math.min(100 * 2 ** Math.min(retries, 10), AGAIN_MS) },
  });
}

type Client = Awaited<ReturnType<typeof clientOf>>;
