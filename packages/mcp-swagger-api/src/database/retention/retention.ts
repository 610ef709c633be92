import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Environment } from '../../config/environment.js';
import { type Keep, type KeptTable, keptTables } from '../../config/retention.js';
import { Schedule } from '../schedule/schedule.js';

const INTERVAL_MS = 10 * 60_000;
/** Short statements, so that nobody waits long for a lock. */
const ROWS_AT_ONCE = 5_000;

/** Deletes what is too old or too much, table by table; several nodes take turns. */
@Injectable()
export class Retention implements OnApplicationBootstrap {
  readonly #chosen: Map<string, Partial<Keep>>;

  constructor(
    private readonly database: DataSource,
    private readonly schedule: Schedule,
    { variables }: Environment,
  ) {
    this.#chosen = new Map([['connection_history', { rows: variables.MCP_CONNECTION_HISTORY_LIMIT }], ...variables.RETENTION]);
  }

  onApplicationBootstrap(): void {
    this.schedule.every({ name: 'retention', intervalMs: INTERVAL_MS, run: () => this.sweep() });
  }

  async sweep(): Promise<void> {
    for (const kept of keptTables) await this.#sweepTable(kept, { ...kept.keep, ...this.#chosen.get(kept.table) });
  }

  async #sweepTable({ table, at, ofServer }: KeptTable, { days, rows }: Keep): Promise<void> {
    await this.#deleteWhere(table, `"${at}" < now() - $1::interval`, `${days} days`);
    if (ofServer !== undefined) await this.#deleteWhere(table, beyondOwnLimits(table, at, ofServer));
    const [last]: { at: Date }[] = await this.database.query(`SELECT "${at}" AS "at" FROM "${table}" ORDER BY "${at}" DESC OFFSET $1 LIMIT 1`, [rows]);
    if (last !== undefined) await this.#deleteWhere(table, `"${at}" <= $1`, last.at);
  }

  async #deleteWhere(table: string, condition: string, ...values: unknown[]): Promise<void> {
    for (;;) {
      const [, deleted]: [unknown[], number] = await this.database.query(
        `DELETE FROM "${table}" WHERE ctid IN (SELECT ctid FROM "${table}" WHERE ${condition} LIMIT ${ROWS_AT_ONCE})`,
        values,
      );
      if (deleted < ROWS_AT_ONCE) return;
    }
  }
}

/** The older rows of servers that have more than they may have. */
function beyondOwnLimits(table: string, at: string, ofServer: string): string {
  return `ctid IN (SELECT "row" FROM (
    SELECT t.ctid AS "row", row_number() OVER (PARTITION BY t."server_id" ORDER BY t."${at}" DESC) AS "place", ${ofServer} AS "most"
    FROM "${table}" t JOIN "servers" s ON s."id" = t."server_id" WHERE ${ofServer} IS NOT NULL
  ) AS "placed" WHERE "place" > "most")`;
}
