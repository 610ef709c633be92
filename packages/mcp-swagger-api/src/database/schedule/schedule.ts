import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { messageOf } from '../../common/error-facts.js';

export interface Job {
  name: string;
  /** Between two runs, on whichever nodes; also between two looks whether it is time. */
  intervalMs: number;
  run: () => Promise<void>;
}

/**
 * Jobs that run now and then, and on one node at a time: whoever finds it time takes the job by its row, on the database's clock. A node that
 * dies in a job leaves it to the next interval.
 */
@Injectable()
export class Schedule implements BeforeApplicationShutdown {
  readonly #logger = new Logger(Schedule.name);
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #running = new Set<Promise<void>>();

  constructor(private readonly database: DataSource) {}

  every(job: Job): void {
    const timer = setInterval(() => {
      const run: Promise<void> = this.take(job).then(
        () => void this.#running.delete(run),
        (error: unknown) => {
          this.#running.delete(run);
          this.#logger.warn(`The job ${job.name} failed and is tried again later: ${messageOf(error)}`);
        },
      );
      this.#running.add(run);
    }, job.intervalMs);
    timer.unref();
    this.#timers.push(timer);
  }

  /** Runs it if it is time and no other node has taken it. True: it ran here. */
  async take({ name, intervalMs, run }: Job): Promise<boolean> {
    // A timer may come a little early.
    const least = `${intervalMs * 0.9} milliseconds`;
    const [taken]: unknown[] = await this.database.query(
      `INSERT INTO "scheduled_jobs" ("name", "taken_at") VALUES ($1, now())
       ON CONFLICT ("name") DO UPDATE SET "taken_at" = now() WHERE "scheduled_jobs"."taken_at" <= now() - $2::interval
       RETURNING "name"`,
      [name, least],
    );
    if (taken === undefined) return false;
    await run();
    return true;
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#running);
  }
}
