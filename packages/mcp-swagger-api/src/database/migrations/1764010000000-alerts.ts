import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rules that watch servers, and what they found. */
export class Alerts1764010000000 implements MigrationInterface {
  readonly name = 'Alerts1764010000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE "alert_rules" (
        "id" uuid NOT NULL,
        "name" text NOT NULL,
        "enabled" boolean NOT NULL DEFAULT true,
        "severity" text NOT NULL,
        "server_id" uuid,
        "metric" text NOT NULL,
        "operator" text NOT NULL,
        "threshold" double precision NOT NULL,
        "clear_at" double precision,
        "for_seconds" integer NOT NULL DEFAULT 0,
        "clear_for_seconds" integer NOT NULL DEFAULT 0,
        "silenced_until" timestamptz,
        "webhook_url" text,
        "sealed_webhook_secret" text,
        "emails" jsonb NOT NULL DEFAULT '[]',
        "created_at" timestamptz NOT NULL DEFAULT now(),
        "updated_at" timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT "alert_rules_pkey" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE UNIQUE INDEX "alert_rules_name" ON "alert_rules" ("name")`);
    await runner.query(`
      CREATE TABLE "alerts" (
        "id" uuid NOT NULL,
        "rule_id" uuid NOT NULL,
        "rule_name" text NOT NULL,
        "server_id" uuid NOT NULL,
        "server_name" text NOT NULL,
        "severity" text NOT NULL,
        "metric" text NOT NULL,
        "value" double precision NOT NULL,
        "message" text NOT NULL,
        "raised_at" timestamptz NOT NULL,
        "resolved_at" timestamptz,
        "resolution" text,
        "deliveries" jsonb NOT NULL DEFAULT '[]',
        CONSTRAINT "alerts_pkey" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE INDEX "alerts_raised_at" ON "alerts" ("raised_at")`);
    await runner.query(`CREATE INDEX "alerts_open" ON "alerts" ("rule_id", "server_id") WHERE resolved_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "alerts"`);
    await runner.query(`DROP TABLE "alert_rules"`);
  }
}
