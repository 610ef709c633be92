import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../common/error-facts.js';
import type { EmbeddedPostgres } from './embedded-postgres/index.js';

const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 30_000;

/** Brings the embedded PostgreSQL back when it ends unasked. Its address stays, so whoever held connections opens new ones. */
export class EmbeddedKeeper {
  #current: EmbeddedPostgres | undefined;
  readonly #closing = new AbortController();
  #restarting: Promise<void> = Promise.resolve();

  constructor(
    first: EmbeddedPostgres,
    private readonly start: () => Promise<EmbeddedPostgres>,
    private readonly log: (line: string) => void,
  ) {
    this.#watch(first);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#current?.stop();
    await this.#restarting;
    // A start that was under way when we were asked to close has succeeded by now, or has not.
    await this.#current?.stop();
  }

  #watch(postgres: EmbeddedPostgres): void {
    this.#current = postgres;
    void postgres.exited.then(({ code, signal }) => {
      if (this.#closing.signal.aborted) return;
      this.log(`FATAL: the embedded PostgreSQL ended (${signal ?? `exit code ${code}`}); it is started again.`);
      this.#restarting = this.#restart();
    });
  }

  async #restart(): Promise<void> {
    this.#current = undefined;
    for (let delayMs = FIRST_DELAY_MS; !this.#closing.signal.aborted; delayMs = Math.min(MAX_DELAY_MS, delayMs * 2)) {
      try {
        this.#watch(await this.start());
        return;
      } catch (error) {
        this.log(`FATAL: the embedded PostgreSQL does not start: ${messageOf(error)}`);
        await delay(delayMs, undefined, { signal: this.#closing.signal }).catch(() => {});
      }
    }
  }
}
