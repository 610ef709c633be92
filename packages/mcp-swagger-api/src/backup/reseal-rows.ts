import type { DataSource } from 'typeorm';
import { AppError } from '../common/app-error.js';
import { openText, sealText } from '../common/seal-text.js';
import { sealedColumns } from '../database/sealed-columns.js';

/** `resealed`: by table and column; `already`: sealed with the new key by an earlier attempt. */
export interface ResealReport {
  resealed: Record<string, number>;
  already: number;
}

interface SealedRow {
  id: string;
  sealed: string;
}

/** Seals everything with another key: all of it, or nothing. What the new key opens already is left as it is. Throws AppError SECRET_UNREADABLE that names what neither opens. */
export async function resealRows(database: DataSource, from: Buffer, to: Buffer): Promise<ResealReport> {
  return database.transaction(async (manager) => {
    const report: ResealReport = { resealed: {}, already: 0 };
    const unreadable: string[] = [];
    for (const { table, column } of sealedColumns(database)) {
      await manager.query(`LOCK TABLE "${table}" IN SHARE ROW EXCLUSIVE MODE`);
      const rows: SealedRow[] = await manager.query(`SELECT "id", "${column}" AS "sealed" FROM "${table}" WHERE "${column}" IS NOT NULL`);
      for (const { id, sealed } of rows) {
        if (opened(to, sealed, id) !== undefined) {
          report.already += 1;
          continue;
        }
        const plain = opened(from, sealed, id);
        if (plain === undefined) {
          unreadable.push(`${table} ${id} (${column})`);
          continue;
        }
        await manager.query(`UPDATE "${table}" SET "${column}" = $1 WHERE "id" = $2`, [sealText(to, plain, id), id]);
        report.resealed[`${table}.${column}`] = (report.resealed[`${table}.${column}`] ?? 0) + 1;
      }
    }
    if (unreadable.length > 0) {
      throw new AppError(500, 'SECRET_UNREADABLE', `Nothing was changed: these are sealed with neither the present key nor the new one. Restore the key that they were stored with, or enter or delete them first:\n${unreadable.map((one) => `  ${one}`).join('\n')}`);
    }
    return report;
  });
}

function opened(key: Buffer, sealed: string, context: string): string | undefined {
  try {
    return openText(key, sealed, context);
  } catch {
    return undefined;
  }
}
