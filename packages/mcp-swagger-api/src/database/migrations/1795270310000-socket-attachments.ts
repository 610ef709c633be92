import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is too large for a notification lies here for a moment when nodes tell each other's browsers something; the Socket.IO adapter for PostgreSQL writes and clears it. */
export class SocketAttachments1795270310000 implements MigrationInterface {
  readonly name = 'SocketAttachments1795270310000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE "socket_attachments" (
        "id" bigserial NOT NULL,
        "created_at" timestamptz NOT NULL DEFAULT now(),
        "payload" bytea,
        CONSTRAINT "socket_attachments_pkey" PRIMARY KEY ("id")
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "socket_attachments"');
  }
}
