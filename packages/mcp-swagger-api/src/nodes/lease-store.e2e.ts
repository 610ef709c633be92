import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { kindsOfDatabase, type TestDatabase } from '../database/testing/open-databases.js';
import { type Claim, LeaseStore, type NodeFacts } from './lease-store.js';

/** Longer than any machine takes for a test. */
const TTL_MS = 3_600_000;

let database: TestDatabase;
let a: LeaseStore;
let b: LeaseStore;
let nodeIds: [string, string];

const query = (sql: string, parameters?: unknown[]) => database.source.query<unknown[]>(sql, parameters);
const factsOf = (id: string): NodeFacts => ({ id, host: 'h', pid: 1, version: '1', url: 'http://h:1', capacity: 9, labels: {}, state: 'up', connections: 0, processStart: null, keyMark: 'k' });

beforeAll(async () => {
  const [, open] = kindsOfDatabase.at(-1) ?? [];
  if (open === undefined) throw new Error('There is no kind of database.');
  database = await open();
});
afterAll(() => database.close());

beforeEach(async () => {
  await query('DELETE FROM "servers"');
  nodeIds = [randomUUID(), randomUUID()];
  [a, b] = nodeIds.map((id) => new LeaseStore(query, id)) as [LeaseStore, LeaseStore];
  await a.beat(factsOf(nodeIds[0]), TTL_MS);
  await b.beat(factsOf(nodeIds[1]), TTL_MS);
});

async function servers(count: number, replicas = 1): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  for (const id of ids) await query(`INSERT INTO "servers" ("id", "name", "transport", "endpoint", "replicas") VALUES ($1, $2, 'streamable', '/mcp', $3)`, [id, id, replicas]);
  return ids;
}
/** As if so much time had passed on the database's clock. */
const letTimePass = (ms: number) => query(`UPDATE "leases" SET "expires_at" = "expires_at" - $1::interval`, [`${ms} milliseconds`]);
const ofServer = async (serverId: string) => (await a.leases()).find((lease) => lease.serverId === serverId)?.holders;
const idsOf = (claims: readonly Claim[]) => claims.map(({ serverId }) => serverId);

describe('A lease in the database', () => {
  it('is given to one of two nodes that claim it at the same moment, each of twenty', async () => {
    const ids = await servers(20);
    const claims = (await Promise.all([a.claim(ids, TTL_MS), b.claim(ids, TTL_MS), a.claim(ids, TTL_MS), b.claim(ids, TTL_MS)])).flat();
    const rest = [...(await a.claim(ids, TTL_MS)), ...(await b.claim(ids, TTL_MS))];
    expect(idsOf([...claims, ...rest]).toSorted()).toEqual(ids.toSorted());
  });

  it('that another one looks at is passed over, not waited for', async () => {
    const [busy = '', free = ''] = await servers(2);
    for (const claim of await a.claim([busy, free], TTL_MS)) await a.release(claim);
    const looker = database.source.createQueryRunner();
    await looker.startTransaction();
    await looker.query('SELECT FROM "leases" WHERE "server_id" = $1 FOR UPDATE', [busy]);
    expect(idsOf(await b.claim([busy, free], TTL_MS))).toEqual([free]);
    await looker.rollbackTransaction();
    await looker.release();
    expect(idsOf(await b.claim([busy, free], TTL_MS))).toEqual([busy]);
  });

  it('is free when it is over by the clock of the database, and counts its owners', async () => {
    const [id = ''] = await servers(1);
    expect(await a.claim([id], TTL_MS)).toEqual([{ serverId: id, replica: 0, generation: 1 }]);
    expect(await b.claim([id], TTL_MS)).toEqual([]);
    await letTimePass(TTL_MS);
    expect(await ofServer(id)).toEqual([]);
    expect(await b.claim([id], TTL_MS)).toEqual([{ serverId: id, replica: 0, generation: 2 }]);
    expect(await ofServer(id)).toEqual([{ nodeId: nodeIds[1], replica: 0, generation: 2 }]);
  });

  it('tells how long it lasts, of several the one that is over first', async () => {
    const [id = '', other = ''] = await servers(2, 2);
    const endsIn = async (serverId: string) => (await a.leases()).find((lease) => lease.serverId === serverId)?.endsInMs;
    expect(await endsIn(id)).toBeNull();
    await a.claim([id], 60 * TTL_MS);
    await letTimePass(40 * TTL_MS);
    await b.claim([id], 60 * TTL_MS);
    const left = (await endsIn(id)) ?? 0;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(20 * TTL_MS);
    await letTimePass(40 * TTL_MS);
    expect(await endsIn(id)).toBeGreaterThan(0);
    expect((await ofServer(id))?.map(({ replica }) => replica)).toEqual([1]);
    // That of a node which is alone never is.
    await a.claim([other], undefined);
    expect(await endsIn(other)).toBeNull();
  });

  it('is renewed with the heartbeat of its owner, for as long as it lasts, and not afterwards', async () => {
    const [id = ''] = await servers(1);
    await a.claim([id], TTL_MS);
    await letTimePass(TTL_MS - 600_000);
    expect([...(await a.beat(factsOf(nodeIds[0]), TTL_MS)).renewed]).toEqual([[id, 1]]);
    // It would be over by now, had it not been renewed.
    await letTimePass(TTL_MS - 600_000);
    expect(await b.claim([id], TTL_MS)).toEqual([]);
    expect([...(await b.beat(factsOf(nodeIds[1]), TTL_MS)).renewed]).toEqual([]);
    await letTimePass(TTL_MS);
    expect([...(await a.beat(factsOf(nodeIds[0]), TTL_MS)).renewed]).toEqual([]);
    expect(await ofServer(id)).toEqual([]);
  });

  it('is not given back by who had it before', async () => {
    const [id = ''] = await servers(1);
    const [earlier] = await a.claim([id], TTL_MS);
    await letTimePass(TTL_MS);
    await b.claim([id], TTL_MS);
    await a.release(earlier as Claim);
    expect(await ofServer(id)).toEqual([{ nodeId: nodeIds[1], replica: 0, generation: 2 }]);
    // Nor by the same node, when it has it again.
    await letTimePass(TTL_MS);
    const [later] = await a.claim([id], TTL_MS);
    await a.release(earlier as Claim);
    expect(await ofServer(id)).toEqual([{ nodeId: nodeIds[0], replica: 0, generation: 3 }]);
    await a.release(later as Claim);
    expect(await ofServer(id)).toEqual([]);
  });

  it('of a server with replicas is one for each, of which no node has two', async () => {
    const [id = ''] = await servers(1, 3);
    expect((await a.claim([id], TTL_MS)).map(({ replica }) => replica)).toEqual([0]);
    expect(await a.claim([id], TTL_MS)).toEqual([]);
    expect((await b.claim([id], TTL_MS)).map(({ replica }) => replica)).toEqual([1]);
  });

  it('is free when the row of its node goes', async () => {
    const [id = ''] = await servers(1);
    await a.claim([id], TTL_MS);
    await b.remove([nodeIds[0]]);
    expect((await b.claim([id], TTL_MS)).map(({ generation }) => generation)).toEqual([2]);
  });
});

describe('What a node says of itself', () => {
  it('is read by the others, with the age of its heartbeat by the clock of the database', async () => {
    await a.beat({ ...factsOf(nodeIds[0]), labels: { zone: 'eu' }, capacity: 3, connections: 7, state: 'draining' }, TTL_MS);
    await query(`UPDATE "nodes" SET "heartbeat_at" = "heartbeat_at" - interval '1 hour' WHERE "id" = $1`, [nodeIds[0]]);
    const seen = (await b.nodes()).find(({ id }) => id === nodeIds[0]);
    expect(seen).toMatchObject({ labels: { zone: 'eu' }, capacity: 3, connections: 7, state: 'draining', url: 'http://h:1' });
    expect(seen?.heartbeatAgeMs).toBeGreaterThanOrEqual(3_600_000);
    await a.beat(factsOf(nodeIds[0]), TTL_MS);
    expect((await b.nodes()).find(({ id }) => id === nodeIds[0])?.heartbeatAgeMs).toBeLessThan(3_600_000);
  });
});
