import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who did what. */
export class Audit1795259900000 implements MigrationInterface {
  readonly name = 'Audit1795259900000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE "audit_entries" (
        "id" uuid NOT NULL,
        "at" timestamptz NOT NULL,
        "actor_kind" text NOT NULL,
        "actor_id" text,
        "actor_name" text,
        "ip" text,
        "user_agent" text,
        "action" text NOT NULL,
        "path" text NOT NULL,
        "target_type" text,
        "target_id" text,
        "status" integer NOT NULL,
        "changes" jsonb,
        CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE INDEX "audit_entries_at" ON "audit_entries" ("at", "id")`);
    await runner.query(`CREATE INDEX "audit_entries_target_id" ON "audit_entries" ("target_id")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "audit_entries"`);
  }
}
