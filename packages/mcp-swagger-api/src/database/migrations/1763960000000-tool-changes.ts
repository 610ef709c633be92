import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the operator changed about single tools of a server. */
export class ToolChanges1763960000000 implements MigrationInterface {
  readonly name = 'ToolChanges1763960000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "servers" ADD COLUMN "tool_changes" jsonb NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "servers" DROP COLUMN "tool_changes"`);
  }
}
