import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a server's process is confined, and how the API behind it is looked at. */
export class Watching1795272100000 implements MigrationInterface {
  readonly name = 'Watching1795272100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "servers" ADD COLUMN "confined" boolean, ADD COLUMN "upstream_probe" jsonb`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "servers" DROP COLUMN "upstream_probe", DROP COLUMN "confined"`);
  }
}
