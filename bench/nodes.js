// What several nodes ask of their database, against what it does: renewals, looks and notes, on an embedded PostgreSQL behind TCP.
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startBehind } from '../packages/mcp-swagger-api/dist/database/embedded-postgres/start-embedded-postgres.js';
import { schema } from '../packages/mcp-swagger-api/dist/database/schema.js';
import { LeaseStore } from '../packages/mcp-swagger-api/dist/nodes/lease-store.js';

// The API's own.
const require = createRequire(new URL('../packages/mcp-swagger-api/package.json', import.meta.url));
const { Pool } = require('pg');
const { DataSource } = require('typeorm');

const NODES = 10;
const SERVERS_A_NODE = 100;
const TTL_MS = 15_000;
const RUN_MS = 4_000;

/** @returns {Promise<{ figure: string, value: number, unit: string }[]>} */
export async function nodes() {
  const directory = await mkdtemp(join(tmpdir(), 'mcp-swagger-bench-nodes-'));
  await chmod(directory, 0o755);
  const postgres = await startBehind('tcp', { dataDir: directory, log: () => {} });
  const { host, port, user: username, password, database } = postgres;
  const source = await new DataSource({ type: 'postgres', host, port, username, password, database, ...schema }).initialize();
  const pool = new Pool({ host, port, user: username, password, database, max: NODES });
  try {
    await source.runMigrations();
    const query = async (sql, parameters) => (await pool.query(sql, parameters)).rows;
    const ids = Array.from({ length: NODES * SERVERS_A_NODE }, () => randomUUID());
    await query(`INSERT INTO "servers" ("id", "name", "transport", "endpoint", "document_id", "desired_state") SELECT id, 'server ' || id, 'streamable', '/mcp', id, 'running' FROM unnest($1::uuid[]) AS id`, [ids]);
    const members = Array.from({ length: NODES }, () => member(query));
    for (const [index, { beat, store }] of members.entries()) {
      await beat();
      await store.claim(ids.slice(index * SERVERS_A_NODE, (index + 1) * SERVERS_A_NODE), TTL_MS);
    }
    const renewals = await rate(members.map(({ beat }) => beat));
    const looks = await rate(members.map(({ store }) => () => Promise.all([store.nodes(), store.leases()])));
    const notes = await rate(members.map(() => () => query('SELECT pg_notify($1, $2)', ['nobody', 'x'.repeat(500)])));
    return [
      { figure: `heartbeats of a node with ${SERVERS_A_NODE} leases, all renewed`, value: Math.round(renewals), unit: '/s' },
      { figure: 'of them leases renewed', value: Math.round(renewals * SERVERS_A_NODE), unit: '/s' },
      { figure: `looks at ${NODES} nodes and ${ids.length} servers`, value: Math.round(looks), unit: '/s' },
      { figure: 'notes of 500 bytes', value: Math.round(notes), unit: '/s' },
    ];
  } finally {
    await pool.end();
    await source.destroy();
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

function member(query) {
  const id = randomUUID();
  const store = new LeaseStore(query, id);
  const facts = { id, host: 'bench', pid: 1, version: '0', url: `http://${id}`, capacity: SERVERS_A_NODE, labels: {}, state: 'up', connections: 0, processStart: null, keyMark: 'x' };
  return { store, beat: () => store.beat(facts, TTL_MS) };
}

/** How often all of them together do it in a second, each one after the other. */
async function rate(does) {
  let count = 0;
  const begun = performance.now();
  await Promise.all(
    does.map(async (act) => {
      while (performance.now() - begun < RUN_MS) {
        await act();
        count += 1;
      }
    }),
  );
  return (count * 1_000) / (performance.now() - begun);
}
