import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Chosen tools of several servers as one MCP endpoint. */
export class Groups1763964000000 implements MigrationInterface {
  readonly name = 'Groups1763964000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE "groups" (
        "id" uuid NOT NULL,
        "name" text NOT NULL,
        "description" text NOT NULL DEFAULT '',
        "members" jsonb NOT NULL DEFAULT '[]',
        "created_at" timestamptz NOT NULL DEFAULT now(),
        "updated_at" timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT "groups_pkey" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE UNIQUE INDEX "groups_name" ON "groups" ("name")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "groups"');
  }
}
