import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Documents have versions, a credential for their address, and are looked at for new ones. */
export class DocumentVersions1795261500000 implements MigrationInterface {
  readonly name = 'DocumentVersions1795261500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE "documents"
        ADD COLUMN "number" integer NOT NULL DEFAULT 1,
        ADD COLUMN "sealed_auth" text,
        ADD COLUMN "auth_type" text,
        ADD COLUMN "refresh_ms" integer,
        ADD COLUMN "auto_apply" boolean NOT NULL DEFAULT false,
        ADD COLUMN "etag" text,
        ADD COLUMN "checked_at" timestamptz,
        ADD COLUMN "check_error" text`);
    await runner.query(`
      CREATE TABLE "document_versions" (
        "id" uuid NOT NULL,
        "document_id" uuid NOT NULL,
        "number" integer NOT NULL,
        "title" text NOT NULL,
        "version" text NOT NULL,
        "openapi_version" text NOT NULL,
        "hash" text NOT NULL,
        "tool_count" integer NOT NULL,
        "bytes" integer NOT NULL,
        "content" text NOT NULL,
        "origin" text NOT NULL,
        "created_at" timestamptz NOT NULL DEFAULT now(),
        "applied_at" timestamptz,
        CONSTRAINT "document_versions_pkey" PRIMARY KEY ("id"),
        CONSTRAINT "document_versions_document" FOREIGN KEY ("document_id") REFERENCES "documents" ("id") ON DELETE CASCADE
      )`);
    await runner.query(`CREATE UNIQUE INDEX "document_versions_number" ON "document_versions" ("document_id", "number")`);
    // What was there before is each document's first version.
    await runner.query(`
      INSERT INTO "document_versions" ("id", "document_id", "number", "title", "version", "openapi_version", "hash", "tool_count", "bytes", "content", "origin", "created_at", "applied_at")
      SELECT gen_random_uuid(), "id", 1, "title", "version", "openapi_version", "hash", "tool_count", "bytes", "content", 'created', "created_at", "created_at" FROM "documents"`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "document_versions"');
    for (const column of ['check_error', 'checked_at', 'etag', 'auto_apply', 'refresh_ms', 'auth_type', 'sealed_auth', 'number']) {
      await runner.query(`ALTER TABLE "documents" DROP COLUMN "${column}"`);
    }
  }
}
