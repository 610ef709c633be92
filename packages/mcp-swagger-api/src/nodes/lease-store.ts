import type { Labels } from './place-servers.js';

/** Asks the database; rows as it gave them. */
export type Query = (sql: string, parameters?: unknown[]) => Promise<unknown[]>;

/** What a node says of itself. */
export interface NodeFacts {
  id: string;
  host: string;
  pid: number;
  version: string;
  url: string | null;
  capacity: number;
  labels: Labels;
  state: 'up' | 'draining';
  connections: number;
  processStart: string | null;
  keyMark: string;
}

export interface NodeRow extends Omit<NodeFacts, 'keyMark'> {
  keyMark: string | null;
  startedAt: Date;
  heartbeatAgeMs: number;
}

/** Who has a replica of a server, while the lease lasts. */
export interface Holder {
  nodeId: string;
  generation: number;
  replica: number;
}

/** A server and who has it, the first replica first. `freeForMs`: how long one of its replicas has been free; `endsInMs`: until the first of its leases is over, unless it is renewed; null when none ends. */
export interface LeaseRow {
  serverId: string;
  name: string;
  wanted: boolean;
  labels: Labels;
  replicas: number;
  holders: Holder[];
  freeForMs: number;
  endsInMs: number | null;
}

/** Claims count up, so that whoever was the owner before is told apart. */
export interface Claim {
  serverId: string;
  generation: number;
}

/** The claim of one replica, counted from 0. */
export interface ClaimedReplica extends Claim {
  replica: number;
}

/** The rows of nodes and leases. All times are the database's; every statement is one transaction, so a renewal and its heartbeat are of one moment. */
export class LeaseStore {
  constructor(
    private readonly query: Query,
    private readonly nodeId: string,
  ) {}

  /** Enters the node, or enters it again, and renews what it holds, unless that has run out meanwhile. `ttlMs` undefined: nothing is renewed. */
  async beat(facts: NodeFacts, ttlMs?: number): Promise<{ renewed: Map<string, number>; databaseTime: number }> {
    const { id, host, pid, version, url, capacity, labels, state, connections, processStart, keyMark } = facts;
    const rows = (await this.query(
      `WITH beat AS (
         INSERT INTO "nodes" ("id", "host", "pid", "version", "url", "capacity", "labels", "state", "connections", "process_start", "key_mark")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT ("id") DO UPDATE SET "heartbeat_at" = now(), "url" = $5, "capacity" = $6, "labels" = $7, "state" = $8, "connections" = $9, "process_start" = $10, "key_mark" = $11
       ), renewed AS (
         UPDATE "leases" SET "expires_at" = now() + $12::interval
         WHERE "node_id" = $1 AND "expires_at" > now() AND $12::interval IS NOT NULL
         RETURNING "server_id", "generation"
       )
       SELECT extract(epoch FROM now()) * 1000 AS "now", (SELECT coalesce(json_object_agg("server_id", "generation"), '{}') FROM renewed) AS "renewed"`,
      [id, host, pid, version, url, capacity, JSON.stringify(labels), state, connections, processStart, keyMark, intervalOf(ttlMs)],
    )) as { now: string; renewed: Record<string, number> }[];
    return { renewed: new Map(Object.entries(rows[0]?.renewed ?? {})), databaseTime: Number(rows[0]?.now) };
  }

  /** Takes one replica of each of the servers of which one is free and none its own. Others may want the same at the same moment: a row that one of them looks at is left to it. */
  async claim(serverIds: readonly string[], ttlMs: number | undefined): Promise<ClaimedReplica[]> {
    if (serverIds.length === 0) return [];
    await this.query(`INSERT INTO "leases" ("server_id", "replica") SELECT "id", number FROM "servers", generate_series(0, "replicas" - 1) AS number WHERE "id" = ANY($1) ON CONFLICT DO NOTHING`, [serverIds]);
    return (await this.query(
      `WITH free AS (
         SELECT found."server_id", found."replica" FROM "servers" s CROSS JOIN LATERAL (
           SELECT l."server_id", l."replica" FROM "leases" l
           WHERE l."server_id" = s."id" AND l."replica" < s."replicas" AND (l."node_id" IS NULL OR l."expires_at" <= now())
           ORDER BY l."replica" LIMIT 1 FOR UPDATE SKIP LOCKED
         ) found
         WHERE s."id" = ANY($2) AND NOT EXISTS (SELECT FROM "leases" own WHERE own."server_id" = s."id" AND own."node_id" = $1 AND own."expires_at" > now())
       ), claimed AS (
         UPDATE "leases" SET "node_id" = $1, "generation" = "generation" + 1, "expires_at" = coalesce(now() + $3::interval, 'infinity')
         FROM free WHERE "leases"."server_id" = free."server_id" AND "leases"."replica" = free."replica"
         RETURNING "leases"."server_id", "leases"."replica", "leases"."generation"
       )
       SELECT "server_id" AS "serverId", "replica", "generation" FROM claimed`,
      [this.nodeId, serverIds, intervalOf(ttlMs)],
    )) as ClaimedReplica[];
  }

  /** Gives one back; a later owner's is left alone. */
  async release({ serverId, generation }: Claim): Promise<void> {
    await this.query(`UPDATE "leases" SET "node_id" = NULL, "expires_at" = now() WHERE "server_id" = $1 AND "node_id" = $2 AND "generation" = $3`, [serverId, this.nodeId, generation]);
  }

  async nodes(): Promise<NodeRow[]> {
    return (await this.query(
      `SELECT "id", "host", "pid", "version", "url", "capacity", "labels", "state", "connections", "process_start" AS "processStart", "key_mark" AS "keyMark", "started_at" AS "startedAt",
         (extract(epoch FROM now() - "heartbeat_at") * 1000)::float8 AS "heartbeatAgeMs"
       FROM "nodes" ORDER BY "started_at", "id" LIMIT 1000`,
    )) as NodeRow[];
  }

  /** Every server, and who has it. */
  async leases(): Promise<LeaseRow[]> {
    return (await this.query(
      `SELECT s."id" AS "serverId", s."name", s."desired_state" = 'running' AS "wanted", s."node_labels" AS "labels", s."replicas",
         coalesce(json_agg(json_build_object('nodeId', l."node_id", 'generation', l."generation", 'replica', l."replica") ORDER BY l."replica") FILTER (WHERE l."node_id" IS NOT NULL AND l."expires_at" > now()), '[]') AS "holders",
         coalesce(max(CASE WHEN l."expires_at" = 'infinity' THEN 0 ELSE extract(epoch FROM now() - l."expires_at") * 1000 END) FILTER (WHERE l."replica" < s."replicas" AND (l."node_id" IS NULL OR l."expires_at" <= now())), 0)::float8 AS "freeForMs",
         (min(CASE WHEN l."expires_at" = 'infinity' THEN NULL ELSE extract(epoch FROM l."expires_at" - now()) * 1000 END) FILTER (WHERE l."node_id" IS NOT NULL AND l."expires_at" > now()))::float8 AS "endsInMs"
       FROM "servers" s LEFT JOIN "leases" l ON l."server_id" = s."id" GROUP BY s."id" ORDER BY s."id"`,
    )) as LeaseRow[];
  }

  /** Forgets nodes that are gone; their leases are free with it. */
  async remove(nodeIds: readonly string[]): Promise<void> {
    if (nodeIds.length > 0) await this.query(`DELETE FROM "nodes" WHERE "id" = ANY($1)`, [nodeIds]);
  }
}

function intervalOf(ms: number | undefined): string | null {
  return ms === undefined ? null : `${ms} milliseconds`;
}
