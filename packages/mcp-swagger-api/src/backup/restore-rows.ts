import type { Readable } from 'node:stream';
import { type DataSource, QueryFailedError, type QueryRunner } from 'typeorm';
import { AppError } from '../common/app-error.js';
import type { SecretBox } from '../common/secret-box.js';
import { type ArchivedRow, readArchive } from './archive.js';
import { checkRestored } from './check-restored.js';
import { isSealed } from '../database/sealed-columns.js';
import { type ConfigurationTable, configurationTables } from './configuration-tables.js';

export interface RestoreOptions {
  /** Deletes the configuration that is there. Without it, only an installation without servers and documents is restored into. */
  replace: boolean;
  /** Does it all, and takes it back. */
  dryRun: boolean;
}

/** `missingSecrets`: what was sealed with another key, and has to be entered again. */
export interface RestoreReport {
  dryRun: boolean;
  createdAt: string;
  rows: Record<string, number>;
  missingSecrets: { table: string; id: string; name: string }[];
}

/** Puts back a whole backup or nothing. Throws AppError BACKUP_INVALID, BACKUP_NEWER or NOT_EMPTY. */
export async function restoreRows(database: DataSource, secrets: SecretBox, packed: Readable, { replace, dryRun }: RestoreOptions): Promise<RestoreReport> {
  const tables = configurationTables(database);
  const runner = database.createQueryRunner();
  const report: RestoreReport = { dryRun, createdAt: '', rows: Object.fromEntries(tables.map(({ table }) => [table, 0])), missingSecrets: [] };
  try {
    await runner.startTransaction();
    const columns = await columnsOf(runner, tables);
    await runner.query(`LOCK TABLE ${tables.map(({ table }) => `"${table}"`).join(', ')} IN SHARE ROW EXCLUSIVE MODE`);
    if (!replace) await refuseFull(runner);
    await empty(runner, tables);
    for await (const archived of readArchive(packed, (createdAt) => (report.createdAt = createdAt))) {
      report.missingSecrets.push(...withoutForeignSecrets(archived, secrets));
      if (await insert(runner, archived, tables, columns)) report.rows[archived.table] = (report.rows[archived.table] ?? 0) + 1;
    }
    await checkRestored(runner.manager);
    await (dryRun ? runner.rollbackTransaction() : runner.commitTransaction());
    return report;
  } catch (error) {
    if (error instanceof QueryFailedError) throw new AppError(422, 'BACKUP_INVALID', `The backup does not fit this installation: ${error.message}. Nothing was restored.`, {}, error);
    throw error;
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => {});
    await runner.release();
  }
}

async function columnsOf(runner: QueryRunner, tables: readonly ConfigurationTable[]): Promise<Map<string, Set<string>>> {
  const found: { table: string; column: string }[] = await runner.query(
    `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = ANY($1)`,
    [tables.map(({ table }) => table)],
  );
  const columns = new Map<string, Set<string>>();
  for (const { table, column } of found) columns.set(table, (columns.get(table) ?? new Set()).add(column));
  return columns;
}

/** Rules and settings that every first start makes give way, too. */
async function empty(runner: QueryRunner, tables: readonly ConfigurationTable[]): Promise<void> {
  for (const { table, merged } of tables.toReversed()) if (!merged) await runner.query(`DELETE FROM "${table}"`);
}

async function refuseFull(runner: QueryRunner): Promise<void> {
  const [counts]: { servers: number; documents: number }[] = await runner.query(`SELECT (SELECT count(*)::int FROM "servers") AS "servers", (SELECT count(*)::int FROM "documents") AS "documents"`);
  const { servers = 0, documents = 0 } = counts ?? {};
  if (servers + documents > 0) {
    throw new AppError(409, 'NOT_EMPTY', `There are ${servers} servers and ${documents} documents here already; restore into an empty installation, or replace them (replace=true).`, { servers, documents });
  }
}

/** Takes out what our key does not open, and says whose it was. */
function withoutForeignSecrets({ table, row }: ArchivedRow, secrets: SecretBox): RestoreReport['missingSecrets'] {
  const id = String(row['id']);
  const foreign = Object.entries(row).flatMap(([column, value]) => (isSealed(column) && typeof value === 'string' && !opens(secrets, value, id) ? [column] : []));
  for (const column of foreign) row[column] = null;
  // What is shown of them would not be true any more.
  if (foreign.length > 0 && 'secret_names' in row) delete row['secret_names'];
  return foreign.length === 0 ? [] : [{ table, id, name: typeof row['name'] === 'string' ? row['name'] : id }];
}

function opens(secrets: SecretBox, sealed: string, context: string): boolean {
  try {
    secrets.open(sealed, context);
    return true;
  } catch {
    return false;
  }
}

/** False when it was there already. A column that the backup does not know has its default. */
async function insert(runner: QueryRunner, { table, row }: ArchivedRow, tables: readonly ConfigurationTable[], columns: Map<string, Set<string>>): Promise<boolean> {
  const target = tables.find((known) => known.table === table);
  const strange = Object.keys(row).find((column) => columns.get(table)?.has(column) !== true);
  if (target === undefined || strange !== undefined) {
    throw new AppError(422, 'BACKUP_NEWER', `The backup holds ${target === undefined ? `a table ${table}` : `${table}.${strange ?? ''}`}, which this program does not know; update it first. Nothing was restored.`);
  }
  const names = Object.keys(row).map((column) => `"${column}"`).join(', ');
  const conflict = target.merged ? 'ON CONFLICT DO NOTHING' : '';
  const inserted: unknown[] = await runner.query(`INSERT INTO "${table}" (${names}) SELECT ${names} FROM jsonb_populate_record(NULL::"${table}", $1::jsonb) ${conflict} RETURNING 1`, [JSON.stringify(row)]);
  return inserted.length > 0;
}
