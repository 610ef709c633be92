import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many connections each server ever had. */
export class ConnectionTotals1763950000000 implements MigrationInterface {
  readonly name = 'ConnectionTotals1763950000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE "connection_totals" (
        "server_id" uuid NOT NULL,
        "total" bigint NOT NULL,
        CONSTRAINT "connection_totals_pkey" PRIMARY KEY ("server_id"),
        CONSTRAINT "connection_totals_server_id_fkey" FOREIGN KEY ("server_id") REFERENCES "servers" ("id") ON DELETE CASCADE
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "connection_totals"`);
  }
}
