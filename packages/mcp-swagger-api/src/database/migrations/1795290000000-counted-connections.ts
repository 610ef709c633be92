import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The replicas of a server are counted on several nodes at once: how many of its connections each node has counted into the total. */
export class CountedConnections1795290000000 implements MigrationInterface {
  readonly name = 'CountedConnections1795290000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "connection_totals" ADD COLUMN "counted" jsonb NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "connection_totals" DROP COLUMN "counted"`);
  }
}
