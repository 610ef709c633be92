import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Documents, the servers that are made of them, and what the product remembers about itself. */
export class Initial1763697600000 implements MigrationInterface {
  readonly name = 'Initial1763697600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE "documents" (
        "id" uuid NOT NULL,
        "title" text NOT NULL,
        "version" text NOT NULL,
        "openapi_version" text NOT NULL,
        "source_url" text,
        "hash" text NOT NULL,
        "tool_count" integer NOT NULL,
        "bytes" integer NOT NULL,
        "content" text NOT NULL,
        "kept" boolean NOT NULL DEFAULT false,
        "created_at" timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT "documents_pkey" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE INDEX "documents_created_at" ON "documents" ("created_at")`);
    await runner.query(`
      CREATE TABLE "servers" (
        "id" uuid NOT NULL,
        "name" text NOT NULL,
        "description" text NOT NULL DEFAULT '',
        "transport" text NOT NULL,
        "port" integer,
        "last_port" integer,
        "endpoint" text NOT NULL,
        "document_id" uuid NOT NULL,
        "base_url" text,
        "filters" jsonb NOT NULL DEFAULT '{}',
        "restart_policy" jsonb NOT NULL DEFAULT '{}',
        "limits" jsonb NOT NULL DEFAULT '{}',
        "sealed_secrets" text,
        "secret_names" jsonb NOT NULL DEFAULT '{"auth":null,"headers":[]}',
        "auto_start" boolean NOT NULL DEFAULT true,
        "desired_state" text NOT NULL DEFAULT 'stopped',
        "created_at" timestamptz NOT NULL DEFAULT now(),
        "updated_at" timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT "servers_pkey" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE UNIQUE INDEX "servers_name" ON "servers" ("name")`);
    await runner.query(`CREATE INDEX "servers_document_id" ON "servers" ("document_id")`);
    await runner.query(`CREATE TABLE "settings" ("key" text NOT NULL, "value" jsonb NOT NULL, CONSTRAINT "settings_pkey" PRIMARY KEY ("key"))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "settings"');
    await runner.query('DROP TABLE "servers"');
    await runner.query('DROP TABLE "documents"');
  }
}
