import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Several nodes share the servers by leases. A lease goes with its server, and is free when its node's row goes. */
export class Leases1795270300000 implements MigrationInterface {
  readonly name = 'Leases1795270300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE "nodes"
        ADD COLUMN "url" text,
        ADD COLUMN "capacity" integer NOT NULL DEFAULT 0,
        ADD COLUMN "labels" jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN "state" text NOT NULL DEFAULT 'up',
        ADD COLUMN "connections" integer NOT NULL DEFAULT 0,
        ADD COLUMN "process_start" text,
        ADD COLUMN "key_mark" text`);
    await runner.query(`ALTER TABLE "servers" ADD COLUMN "node_labels" jsonb NOT NULL DEFAULT '{}'`);
    await runner.query(`
      CREATE TABLE "leases" (
        "server_id" uuid NOT NULL,
        "node_id" uuid,
        "generation" integer NOT NULL DEFAULT 0,
        "expires_at" timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT "leases_pkey" PRIMARY KEY ("server_id"),
        CONSTRAINT "leases_server" FOREIGN KEY ("server_id") REFERENCES "servers" ("id") ON DELETE CASCADE,
        CONSTRAINT "leases_node" FOREIGN KEY ("node_id") REFERENCES "nodes" ("id") ON DELETE SET NULL
      )`);
    await runner.query('CREATE INDEX "leases_node_id" ON "leases" ("node_id")');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "leases"');
    await runner.query('ALTER TABLE "servers" DROP COLUMN "node_labels"');
    for (const column of ['key_mark', 'process_start', 'connections', 'state', 'labels', 'capacity', 'url']) {
      await runner.query(`ALTER TABLE "nodes" DROP COLUMN "${column}"`);
    }
  }
}
