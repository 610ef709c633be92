import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Servers have tags. */
export class ServerTags1795271000000 implements MigrationInterface {
  readonly name = 'ServerTags1795271000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "servers" ADD COLUMN "tags" jsonb NOT NULL DEFAULT '[]'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "servers" DROP COLUMN "tags"`);
  }
}
