import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A server may run on several nodes at once: one lease for each of its replicas. */
export class Replicas1795280000000 implements MigrationInterface {
  readonly name = 'Replicas1795280000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "servers" ADD COLUMN "replicas" integer NOT NULL DEFAULT 1`);
    await runner.query(`ALTER TABLE "leases" ADD COLUMN "replica" integer NOT NULL DEFAULT 0`);
    await runner.query(`ALTER TABLE "leases" DROP CONSTRAINT "leases_pkey", ADD CONSTRAINT "leases_pkey" PRIMARY KEY ("server_id", "replica")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM "leases" WHERE "replica" > 0`);
    await runner.query(`ALTER TABLE "leases" DROP CONSTRAINT "leases_pkey", ADD CONSTRAINT "leases_pkey" PRIMARY KEY ("server_id")`);
    await runner.query(`ALTER TABLE "leases" DROP COLUMN "replica"`);
    await runner.query(`ALTER TABLE "servers" DROP COLUMN "replicas"`);
  }
}
