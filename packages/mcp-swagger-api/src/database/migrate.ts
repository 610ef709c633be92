import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/** Names the lock among those of other programs on the same database. */
const LOCK = 7_031_988_112;
const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 120_000;

/** Brings the tables up to date. Of several nodes that start at once one does, and the others wait for it; the lock of one that dies goes with its connection. */
export async function migrate(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    const deadline = performance.now() + PATIENCE_MS;
    while (!(await takes(runner))) {
      if (performance.now() > deadline) throw new Error(`Another node has been bringing the tables up to date for ${PATIENCE_MS / 1_000} s. Look at that one, end it if it hangs, and start again.`);
      await delay(LOOK_EVERY_MS);
    }
    try {
      await source.runMigrations();
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [LOCK]);
    }
  } finally {
    await runner.release();
  }
}

async function takes(runner: ReturnType<DataSource['createQueryRunner']>): Promise<boolean> {
  const [row]: { taken: boolean }[] = await runner.query('SELECT pg_try_advisory_lock($1) AS "taken"', [LOCK]);
  return row?.taken === true;
}
