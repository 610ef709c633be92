import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages about alerts outlive the process that was to send them. */
export class AlertMessages1795270200000 implements MigrationInterface {
  readonly name = 'AlertMessages1795270200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE "alert_messages" (
        "id" uuid NOT NULL,
        "alert" jsonb NOT NULL,
        "sealed_recipient" text NOT NULL,
        "attempts" integer NOT NULL,
        "due_at" timestamptz NOT NULL,
        "held_until" timestamptz NOT NULL,
        "created_at" timestamptz NOT NULL,
        CONSTRAINT "alert_messages_pkey" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE INDEX "alert_messages_held_until" ON "alert_messages" ("held_until")`);
    await runner.query(`CREATE INDEX "alert_messages_created_at" ON "alert_messages" ("created_at")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "alert_messages"`);
  }
}
