import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may come in: users, the browsers in which they signed in, and API keys. */
export class Access1763790000000 implements MigrationInterface {
  readonly name = 'Access1763790000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE "users" (
        "id" uuid NOT NULL,
        "name" text NOT NULL,
        "role" text NOT NULL,
        "password_hash" text,
        "disabled" boolean NOT NULL DEFAULT false,
        "issuer" text,
        "subject" text,
        "last_login_at" timestamptz,
        "created_at" timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT "users_pkey" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE UNIQUE INDEX "users_name" ON "users" ("name")`);
    await runner.query(`CREATE UNIQUE INDEX "users_issued_subject" ON "users" ("issuer", "subject")`);
    await runner.query(`
      CREATE TABLE "sessions" (
        "token_hash" text NOT NULL,
        "user_id" text NOT NULL,
        "ip" text NOT NULL,
        "user_agent" text NOT NULL,
        "seen_at" timestamptz NOT NULL,
        "expires_at" timestamptz NOT NULL,
        "created_at" timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT "sessions_pkey" PRIMARY KEY ("token_hash")
      )`);
    await runner.query(`CREATE INDEX "sessions_user_id" ON "sessions" ("user_id")`);
    await runner.query(`CREATE INDEX "sessions_expires_at" ON "sessions" ("expires_at")`);
    await runner.query(`
      CREATE TABLE "api_keys" (
        "id" uuid NOT NULL,
        "name" text NOT NULL,
        "key_hash" text NOT NULL,
        "hint" text NOT NULL,
        "scopes" jsonb NOT NULL,
        "expires_at" timestamptz,
        "last_used_at" timestamptz,
        "created_by" text NOT NULL,
        "created_at" timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE UNIQUE INDEX "api_keys_key_hash" ON "api_keys" ("key_hash")`);
    await runner.query(`CREATE UNIQUE INDEX "api_keys_name" ON "api_keys" ("name")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "api_keys"');
    await runner.query('DROP TABLE "sessions"');
    await runner.query('DROP TABLE "users"');
  }
}
