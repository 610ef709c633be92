import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Warnings and errors outlive the log files. */
export class ImportantLines1795273000000 implements MigrationInterface {
  readonly name = 'ImportantLines1795273000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE "important_lines" (
        "id" uuid NOT NULL,
        "at" timestamptz NOT NULL,
        "server_id" uuid,
        "level" text NOT NULL,
        "source" text NOT NULL,
        "text" text NOT NULL,
        CONSTRAINT "important_lines_pkey" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE INDEX "important_lines_server" ON "important_lines" ("server_id", "at", "id")`);
    await runner.query(`CREATE INDEX "important_lines_at" ON "important_lines" ("at")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "important_lines"`);
  }
}
