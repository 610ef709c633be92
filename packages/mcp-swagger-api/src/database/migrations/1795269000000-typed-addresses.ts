import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who typed an address decides whether it may be a private one. */
export class TypedAddresses1795269000000 implements MigrationInterface {
  readonly name = 'TypedAddresses1795269000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "servers" ADD COLUMN "outgoing_hosts" jsonb NOT NULL DEFAULT '[]', ADD COLUMN "own_hosts" jsonb`);
    await runner.query(`ALTER TABLE "documents" ADD COLUMN "source_trusted" boolean NOT NULL DEFAULT true`);
    await runner.query(`ALTER TABLE "alert_rules" ADD COLUMN "webhook_trusted" boolean`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "alert_rules" DROP COLUMN "webhook_trusted"`);
    await runner.query(`ALTER TABLE "documents" DROP COLUMN "source_trusted"`);
    await runner.query(`ALTER TABLE "servers" DROP COLUMN "own_hosts", DROP COLUMN "outgoing_hosts"`);
  }
}
