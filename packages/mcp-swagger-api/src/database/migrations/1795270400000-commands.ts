import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Servers may be programs that are not ours, without a document. */
export class Commands1795270400000 implements MigrationInterface {
  readonly name = 'Commands1795270400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE "servers"
        ALTER COLUMN "document_id" DROP NOT NULL,
        ADD COLUMN "command" jsonb,
        ADD COLUMN "process_per" text NOT NULL DEFAULT 'session'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM "servers" WHERE "document_id" IS NULL`);
    await runner.query(`ALTER TABLE "servers" DROP COLUMN "process_per", DROP COLUMN "command", ALTER COLUMN "document_id" SET NOT NULL`);
  }
}
