import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How the document of a server is served: overlays, server variables, tool mode and the like. */
export class Serving1763780400000 implements MigrationInterface {
  readonly name = 'Serving1763780400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "servers" ADD COLUMN "serving" jsonb NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "servers" DROP COLUMN "serving"`);
  }
}
