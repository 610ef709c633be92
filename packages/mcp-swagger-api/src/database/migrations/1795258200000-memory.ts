import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What happened: processes, health, connections, calls; and who runs on this database. */
export class Memory1795258200000 implements MigrationInterface {
  readonly name = 'Memory1795258200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE "nodes" (
        "id" uuid NOT NULL,
        "host" text NOT NULL,
        "pid" integer NOT NULL,
        "version" text NOT NULL,
        "started_at" timestamptz NOT NULL DEFAULT now(),
        "heartbeat_at" timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT "nodes_pkey" PRIMARY KEY ("id")
      )`);
    await runner.query(`
      CREATE TABLE "scheduled_jobs" (
        "name" text NOT NULL,
        "taken_at" timestamptz NOT NULL,
        CONSTRAINT "scheduled_jobs_pkey" PRIMARY KEY ("name")
      )`);
    await runner.query(`
      CREATE TABLE "process_records" (
        "server_id" uuid NOT NULL,
        "node_id" uuid NOT NULL,
        "state" text NOT NULL,
        "pid" integer,
        "generation" integer NOT NULL,
        "restarts" integer NOT NULL,
        "endpoint" text,
        "reason" text,
        "configuration" jsonb NOT NULL,
        "last_exit" jsonb,
        "last_health_check" jsonb,
        "started_at" timestamptz,
        "updated_at" timestamptz NOT NULL,
        CONSTRAINT "process_records_pkey" PRIMARY KEY ("server_id")
      )`);
    await runner.query(`
      CREATE TABLE "process_events" (
        "id" uuid NOT NULL,
        "server_id" uuid NOT NULL,
        "at" timestamptz NOT NULL,
        "type" text NOT NULL,
        "generation" integer,
        "message" text NOT NULL,
        "detail" jsonb NOT NULL,
        CONSTRAINT "process_events_pkey" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE INDEX "process_events_server" ON "process_events" ("server_id", "at", "id")`);
    await runner.query(`CREATE INDEX "process_events_at" ON "process_events" ("at")`);
    await runner.query(`
      CREATE TABLE "health_checks" (
        "id" uuid NOT NULL,
        "server_id" uuid NOT NULL,
        "at" timestamptz NOT NULL,
        "probe" text NOT NULL,
        "healthy" boolean NOT NULL,
        "latency_ms" double precision NOT NULL,
        "event_loop_delay_ms" double precision,
        "error" text,
        CONSTRAINT "health_checks_pkey" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE INDEX "health_checks_server" ON "health_checks" ("server_id", "at", "id")`);
    await runner.query(`CREATE INDEX "health_checks_at" ON "health_checks" ("at")`);
    await runner.query(`
      CREATE TABLE "connection_history" (
        "id" uuid NOT NULL,
        "server_id" uuid NOT NULL,
        "session_id" text NOT NULL,
        "kind" text NOT NULL,
        "connected_at" timestamptz NOT NULL,
        "ended_at" timestamptz NOT NULL,
        "reason" text,
        "connection" jsonb NOT NULL,
        CONSTRAINT "connection_history_pkey" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE INDEX "connection_history_ended_at" ON "connection_history" ("ended_at", "id")`);
    await runner.query(`CREATE INDEX "connection_history_server" ON "connection_history" ("server_id", "ended_at", "id")`);
    await runner.query(`
      CREATE TABLE "call_minutes" (
        "id" uuid NOT NULL,
        "server_id" uuid NOT NULL,
        "tool" text NOT NULL,
        "minute" timestamptz NOT NULL,
        "calls" integer NOT NULL,
        "errors" integer NOT NULL,
        "total_ms" double precision NOT NULL,
        "max_ms" double precision NOT NULL,
        "bytes_in" double precision NOT NULL,
        "bytes_out" double precision NOT NULL,
        "durations" jsonb NOT NULL,
        CONSTRAINT "call_minutes_pkey" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE INDEX "call_minutes_server" ON "call_minutes" ("server_id", "minute")`);
    await runner.query(`CREATE INDEX "call_minutes_minute" ON "call_minutes" ("minute")`);
    await runner.query(`
      CREATE TABLE "calls" (
        "id" uuid NOT NULL,
        "server_id" uuid NOT NULL,
        "at" timestamptz NOT NULL,
        "tool" text NOT NULL,
        "session_id" text,
        "duration_ms" double precision NOT NULL,
        "upstream_status" integer,
        "is_error" boolean NOT NULL,
        "bytes_in" double precision NOT NULL,
        "bytes_out" double precision NOT NULL,
        CONSTRAINT "calls_pkey" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE INDEX "calls_server" ON "calls" ("server_id", "at", "id")`);
    await runner.query(`CREATE INDEX "calls_at" ON "calls" ("at")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['calls', 'call_minutes', 'connection_history', 'health_checks', 'process_events', 'process_records', 'scheduled_jobs', 'nodes']) {
      await runner.query(`DROP TABLE "${table}"`);
    }
  }
}
