import type { DataSource } from 'typeorm';
import type { ArchivedRow } from './archive.js';
import { configurationTables } from './configuration-tables.js';

/** Documents are large. */
const ROWS_AT_ONCE = 10;

/** All rows of configuration as they are at one moment, whatever is changed meanwhile. */
export async function* backupRows(database: DataSource): AsyncGenerator<ArchivedRow> {
  const runner = database.createQueryRunner();
  try {
    await runner.startTransaction('REPEATABLE READ');
    for (const { table } of configurationTables(database)) {
      await runner.query(`DECLARE "backup_${table}" NO SCROLL CURSOR FOR SELECT to_jsonb(t) AS "row" FROM "${table}" t`);
      for (;;) {
        const found: { row: Record<string, unknown> }[] = await runner.query(`FETCH ${ROWS_AT_ONCE} FROM "backup_${table}"`);
        for (const { row } of found) yield { table, row };
        if (found.length < ROWS_AT_ONCE) break;
      }
    }
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => {});
    await runner.release();
  }
}
