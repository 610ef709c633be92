import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../common/error-facts.js';
import type { EmbeddedPostgres } from './embedded-postgres/index.js';

const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 30_000;

/** After so long it is forgiven its earlier ends. */
const STABLE_MS = 30_000;

/** Brings the embedded PostgreSQL back when it ends unasked. Its address stays, so whoever held connections opens new ones. */
export class EmbeddedKeeper {
  #current: EmbeddedPostgres | undefined;
  readonly #closing = new AbortController();
  #restarting: Promise<void> = Promise.resolve();
  /** Before the next try; nothing before the first, for its callers wait. */
  #delayMs = 0;

  constructor(
    first: EmbeddedPostgres,
    private readonly start: () => Promise<EmbeddedPostgres>,
    private readonly log: (line: string) => void,
    private readonly wait = waitUnlessAborted,
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
    const startedAt = performance.now();
    void postgres.exited.then(({ code, signal }) => {
      if (this.#closing.signal.aborted) return;
      if (performance.now() - startedAt >= STABLE_MS) this.#delayMs = 0;
      this.log(`FATAL: the embedded PostgreSQL ended (${signal ?? `exit code ${code}`}); it is started again.`);
      this.#restarting = this.#restart();
    });
  }

  async #restart(): Promise<void> {
    this.#current = undefined;
    for (;;) {
      // One that starts and ends at once, with a full disk for one, must not keep the machine busy with starts.
      await this.wait(this.#delayMs, this.#closing.signal);
      if (this.#closing.signal.aborted) return;
      this.#delayMs = Math.min(MAX_DELAY_MS, Math.max(FIRST_DELAY_MS, this.#delayMs * 2));
      try {
        this.#watch(await this.start());
        return;
      } catch (error) {
        this.log(`FATAL: the embedded PostgreSQL does not start: ${messageOf(error)}`);
      }
    }
  }
}

async function waitUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}
