import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { EndedConnectionView, ProcessView } from 'mcp-swagger-ipc';
import { CallHistory } from './calls/call-history.js';
import { readEnvironment } from './config/environment.js';
import { CallMinuteEntity } from './database/entities/call-minute.entity.js';
import { CallEntity } from './database/entities/call.entity.js';
import { EndedConnectionEntity } from './database/entities/ended-connection.entity.js';
import { HealthCheckEntity } from './database/entities/health-check.entity.js';
import { NodeEntity } from './database/entities/node.entity.js';
import { ProcessEventEntity } from './database/entities/process-event.entity.js';
import { ProcessRecordEntity } from './database/entities/process-record.entity.js';
import { NodeRecord } from './database/node-record.js';
import { Retention } from './database/retention/retention.js';
import { Schedule } from './database/schedule/schedule.js';
import { kindsOfDatabase, type TestDatabase } from './database/testing/open-databases.js';
import { WriteQueue } from './database/write-queue/index.js';
import { ConnectionHistory } from './history/connection-history.js';
import { ConnectionTotals } from './connections/connection-totals.js';
import { TotalKeeper } from './connections/total-keeper.js';
import { ConnectionTotalEntity } from './database/entities/connection-total.entity.js';
import { HealthHistory } from './history/health-history.js';
import { ProcessHistory } from './history/process-history.js';

Logger.overrideLogger(false);

const MINUTE_MS = 60_000;
const NOON = Date.UTC(2026, 0, 31, 12);

describe.each(kindsOfDatabase)('What is remembered, on %s', (_, openDatabase) => {
  let database: TestDatabase;
  let queue: WriteQueue;
  beforeAll(async () => {
    database = await openDatabase();
    queue = new WriteQueue(database.source, readEnvironment({}));
  });
  afterAll(() => database.close());

  const repository = <T extends object>(entity: new () => T) => database.source.getRepository(entity);
  const open = (env: Record<string, string> = {}) => {
    const environment = readEnvironment(env);
    return {
      processes: new ProcessHistory(repository(ProcessEventEntity), repository(ProcessRecordEntity), new NodeRecord(repository(NodeEntity)), queue),
      health: new HealthHistory(repository(HealthCheckEntity), queue),
      connections: new ConnectionHistory(repository(EndedConnectionEntity), queue, environment),
      calls: new CallHistory(repository(CallMinuteEntity), repository(CallEntity), queue, environment),
      retention: new Retention(database.source, new Schedule(database.source), environment),
    };
  };

  const view = (serverId: string, fields: Partial<ProcessView>) =>
    ({ serverId, state: 'starting', pid: 1, generation: 1, restarts: 0, endpoint: null, reason: null, transport: 'streamable', toolCount: null, maxRestarts: 5, memoryLimitBytes: null, lastExit: null, lastHealthCheck: null, startedAt: null, attempt: null, nextRetryAt: null, ...fields }) as ProcessView;

  describe('of processes', () => {
    it('is each change of state, start and exit, the newest first, in pages', async () => {
      const { processes } = open();
      const serverId = randomUUID();
      const at = (minute: number) => ({ serverId, timestamp: NOON + minute * MINUTE_MS });
      processes.onState({ ...at(0), process: view(serverId, {}) });
      processes.onState({ ...at(0), process: view(serverId, { toolCount: 1 }) });
      processes.onStarted({ ...at(1), generation: 1, sentAt: 0, pid: 1, toolCount: 3, transport: 'streamable', version: '1', endpoint: 'http://127.0.0.1:1/mcp' });
      processes.onState({ ...at(2), process: view(serverId, { state: 'running' }) });
      processes.onExit({ ...at(3), generation: 1, pid: 1, code: null, signal: 'SIGKILL', reason: 'Killed by a \0 signal.', expected: false } as Parameters<ProcessHistory['onExit']>[0]);
      const first = await processes.page({ serverId, limit: 3 });
      expect(first.items.map(({ type, message }) => [type, message])).toEqual([
        ['exit', 'Killed by a \ufffd signal.'],
        ['state', 'starting → running'],
        ['started', 'Ready with 3 tools.'],
      ]);
      const second = await processes.page({ serverId, limit: 3, cursor: first.nextCursor ?? '' });
      expect([second.items.map(({ message }) => message), second.nextCursor]).toEqual([['stopped → starting'], null]);
      const within = await processes.page({ serverId, type: 'state', from: new Date(NOON), to: new Date(NOON + MINUTE_MS), limit: 10 });
      expect(within.items).toHaveLength(1);
    });

    it('is the last state of each, with its last check', async () => {
      const { processes } = open();
      const serverId = randomUUID();
      const check = { at: new Date(NOON).toISOString(), probe: 'control' as const, healthy: false, latencyMs: 3, eventLoopDelayMs: null, error: 'No answer.' };
      expect(await processes.record(serverId)).toBeNull();
      processes.onState({ serverId, timestamp: NOON, process: view(serverId, { state: 'running', restarts: 2 }) });
      processes.onChecked({ serverId, timestamp: NOON + 1, check });
      expect(await processes.record(serverId)).toMatchObject({ state: 'running', restarts: 2, lastHealthCheck: check, updatedAt: new Date(NOON + 1) });
    });

    it('is told by the node that has the lease of a server, and by nobody who had it before', async () => {
      const { processes } = open();
      const [serverId, other] = [randomUUID(), randomUUID()];
      await database.source.query('INSERT INTO "servers" ("id", "name", "transport", "endpoint") VALUES ($1, $2, $3, $4)', [serverId, serverId, 'streamable', '/mcp']);
      await database.source.query('INSERT INTO "nodes" ("id", "host", "pid", "version") VALUES ($1, $2, 1, $2)', [other, 'x']);
      await database.source.query(`INSERT INTO "leases" ("server_id", "node_id", "generation", "expires_at") VALUES ($1, $2, 2, now() + interval '1 hour')`, [serverId, other]);
      const say = async (generation: number) => {
        processes.onLease({ serverId, timestamp: NOON, generation });
        processes.onState({ serverId, timestamp: NOON, process: view(serverId, { restarts: generation }) });
        return (await processes.record(serverId))?.restarts;
      };
      expect(await say(1)).toBeUndefined();
      await database.source.query(`UPDATE "leases" SET "node_id" = NULL, "expires_at" = now() WHERE "server_id" = $1`, [serverId]);
      expect([await say(1), await say(2)]).toEqual([undefined, 2]);
    });

    it('is every look at them', async () => {
      const { health } = open();
      const serverId = randomUUID();
      for (let index = 0; index < 5; index += 1) {
        const check = { at: new Date(NOON + index).toISOString(), probe: 'mcp' as const, healthy: index !== 2, latencyMs: index, eventLoopDelayMs: null, error: null };
        health.onChecked({ serverId, timestamp: NOON, check });
      }
      expect((await health.page({ serverId, limit: 2 })).items.map(({ latencyMs }) => latencyMs)).toEqual([4, 3]);
      expect((await health.page({ serverId, healthy: false, limit: 2 })).items.map(({ latencyMs }) => latencyMs)).toEqual([2]);
    });
  });

  describe('of connections', () => {
    const end = (connections: ConnectionHistory, serverId: string, sessionId: string, minute: number) =>
      connections.onEnded({
        serverId,
        timestamp: 0,
        connection: { serverId, sessionId, kind: 'session', connectedAt: new Date(NOON).toISOString(), endedAt: new Date(NOON + minute * MINUTE_MS).toISOString(), reason: 'gone' } as EndedConnectionView,
      });

    it('is each that ended, by server or of all, and nothing of a page is shown twice when more come in between', async () => {
      const { connections } = open();
      const [one, other] = [randomUUID(), randomUUID()];
      for (let minute = 0; minute < 4; minute += 1) end(connections, minute === 3 ? other : one, `session-${minute}`, minute);
      const first = await connections.page({ limit: 2 });
      expect(first.items.map(({ sessionId, reason }) => [sessionId, reason])).toEqual([['session-3', 'gone'], ['session-2', 'gone']]);
      end(connections, one, 'session-9', 9);
      const second = await connections.page({ limit: 2, cursor: first.nextCursor ?? '' });
      expect(second.items.map(({ sessionId }) => sessionId)).toEqual(['session-1', 'session-0']);
      expect((await connections.page({ serverId: other, limit: 9 })).items).toHaveLength(1);
    });

    it('is kept column by column as it was told, from any year, with the texts that a process may say', async () => {
      const { connections } = open();
      const serverId = randomUUID();
      const connectedAt = new Date(8.64e15).toISOString();
      const connection = { serverId, sessionId: `"it's" {a,b} \\ é 𝄞`, kind: 'derived', connectedAt, endedAt: new Date(NOON + 7).toISOString(), reason: null, requestCount: 3 } as EndedConnectionView;
      connections.onEnded({ serverId, timestamp: NOON, connection });
      connections.onEnded({ serverId, timestamp: NOON, connection: { ...connection, reason: 'half a \ud834 pair' } });
      await queue.flush();
      const { sessionId, kind } = connection;
      const kept = { session_id: sessionId, kind, connected: 8.64e15, ended: NOON + 7 };
      const rows: unknown = await database.source.query(
        `SELECT "session_id", "kind", "reason", "connection", (extract(epoch FROM "connected_at") * 1000)::float8 AS "connected", (extract(epoch FROM "ended_at") * 1000)::float8 AS "ended"
         FROM "connection_history" WHERE "server_id" = $1 ORDER BY "reason" DESC`,
        [serverId],
      );
      expect(rows).toEqual([
        { ...kept, reason: null, connection },
        { ...kept, reason: 'half a \ufffd pair', connection: { ...connection, reason: 'half a \ufffd pair' } },
      ]);
    });

    it('is nothing with a limit of 0', async () => {
      const { connections } = open({ MCP_CONNECTION_HISTORY_LIMIT: '0' });
      const serverId = randomUUID();
      end(connections, serverId, 'session', 0);
      expect((await connections.page({ serverId, limit: 9 })).items).toEqual([]);
    });

    it('is how many a server ever had, counted on several nodes at once, each of them once', async () => {
      const serverId = randomUUID();
      await database.source.query('INSERT INTO "servers" ("id", "name", "transport", "endpoint") VALUES ($1, $2, $3, $4)', [serverId, serverId, 'streamable', '/mcp']);
      const node = async () => {
        const totals = new ConnectionTotals();
        const seen = { here: 0 };
        const connections = { sinceStartOf: () => seen.here, totalOf: (id: string) => totals.ever(id, seen.here) };
        const lanes = new WriteQueue(database.source, readEnvironment({}));
        const id = randomUUID();
        await database.source.query('INSERT INTO "nodes" ("id", "host", "pid", "version") VALUES ($1, $2, 1, $2)', [id, 'x']);
        const keeper = new TotalKeeper(totals, connections, repository(ConnectionTotalEntity), { id }, lanes);
        await keeper.onModuleInit();
        const connect = async (count: number) => {
          seen.here += count;
          keeper.onConnection({ serverId, event: 'connected' } as Parameters<TotalKeeper['onConnection']>[0]);
          await lanes.flush();
        };
        return { id, connect, total: () => connections.totalOf(serverId) };
      };
      const [one, other] = [await node(), await node()];
      await one.connect(3);
      await other.connect(2);
      await one.connect(1);
      expect([one.total(), other.total()]).toEqual([6, 5]);
      // The answer to a write may be lost, and the write be made again.
      await one.connect(0);
      // Who is forgotten while it is there, as one that is cut off for long, has added what it has added.
      await database.source.query('DELETE FROM "nodes" WHERE "id" = $1', [one.id]);
      await other.connect(1);
      await one.connect(1);
      expect(one.total()).toBe(8);
      const next = await node();
      expect(next.total()).toBe(8);
      await next.connect(1);
      expect(next.total()).toBe(9);
    });

    it('refuses a cursor that is none', async () => {
      await expect(open().connections.page({ limit: 1, cursor: 'x' })).rejects.toMatchObject({ status: 400, code: 'CURSOR_INVALID' });
    });
  });

  describe('of calls', () => {
    const call = (calls: CallHistory, serverId: string, fields: { tool?: string; durationMs?: number; isError?: boolean; minute?: number }) =>
      calls.onCall({ serverId, generation: 1, sentAt: 0, timestamp: NOON + (fields.minute ?? 0) * MINUTE_MS, tool: 'a', durationMs: 1, isError: false, bytesIn: 10, bytesOut: 1, ...fields });

    it('is counted by tool and minute, with percentiles over both', async () => {
      const { calls } = open();
      const serverId = randomUUID();
      for (let ms = 1; ms <= 100; ms += 1) call(calls, serverId, { durationMs: ms, minute: ms > 50 ? 1 : 0 });
      await queue.flush();
      for (let index = 0; index < 10; index += 1) call(calls, serverId, { tool: 'b', isError: true, minute: 1 });
      const range = { serverId, from: new Date(NOON), to: new Date(NOON + 10 * MINUTE_MS) };
      const { total, tools, series } = await calls.figures({ ...range, stepMs: MINUTE_MS });
      expect(total).toMatchObject({ calls: 110, errors: 10, maxMs: 100, bytesIn: 1_100 });
      expect(tools.map(({ name, calls: count, errors }) => [name, count, errors])).toEqual([['a', 100, 0], ['b', 10, 10]]);
      expect(Math.abs((tools[0]?.p50Ms ?? 0) / 50 - 1)).toBeLessThan(0.1);
      expect(Math.abs((tools[0]?.p95Ms ?? 0) / 95 - 1)).toBeLessThan(0.1);
      expect(series.map(({ at, calls: count, errors }) => [at, count, errors])).toEqual([
        [new Date(NOON).toISOString(), 50, 0],
        [new Date(NOON + MINUTE_MS).toISOString(), 60, 10],
      ]);
      expect((await calls.figures({ ...range, stepMs: 10 * MINUTE_MS })).series.map(({ calls: count }) => count)).toEqual([110]);
      expect((await calls.figures({ ...range, tool: 'b', stepMs: MINUTE_MS })).total).toMatchObject({ calls: 10, p95Ms: 1 });
      expect(await calls.figures({ ...range, serverId: randomUUID(), stepMs: MINUTE_MS })).toMatchObject({ total: { calls: 0, p95Ms: null }, tools: [], series: [] });
    });

    it('is each call by itself only where that is asked for', async () => {
      const serverId = randomUUID();
      const range = { serverId, from: new Date(NOON), to: new Date(NOON + MINUTE_MS), errors: false, limit: 10 };
      call(open().calls, serverId, {});
      const { calls } = open({ MCP_CALL_RECORDS: 'true' });
      call(calls, serverId, { tool: 'good' });
      call(calls, serverId, { tool: 'bad', isError: true });
      expect((await calls.page(range)).items.map(({ tool }) => tool).toSorted()).toEqual(['bad', 'good']);
      expect((await calls.page({ ...range, errors: true })).items.map(({ tool }) => tool)).toEqual(['bad']);
    });
  });

  describe('is forgotten', () => {
    const looks = () => repository(HealthCheckEntity);
    const insert = async (count: number, ageDays: number) => {
      const rows = Array.from({ length: count }, (__, index) => ({ id: randomUUID(), serverId: randomUUID(), at: new Date(Date.now() - ageDays * 86_400_000 - index), probe: 'mcp', healthy: true, latencyMs: 1, eventLoopDelayMs: null, error: null }));
      for (let from = 0; from < rows.length; from += 1_000) await looks().insert(rows.slice(from, from + 1_000));
    };

    it('by age', async () => {
      await looks().clear();
      await insert(6_000, 20);
      await insert(3, 1);
      await open().retention.sweep();
      expect(await looks().count()).toBe(3);
    });

    it('by count, the oldest first', async () => {
      await looks().clear();
      await insert(30, 2);
      await insert(5, 1);
      await open({ RETENTION: 'health_checks=/5' }).retention.sweep();
      expect(await looks().count()).toBe(5);
      expect((await looks().find()).every(({ at }) => Date.now() - at.getTime() < 1.5 * 86_400_000)).toBe(true);
    });

    it('by the limit that a server has of its own, the oldest first', async () => {
      const ended = repository(EndedConnectionEntity);
      await ended.clear();
      const [none, two, all] = [randomUUID(), randomUUID(), randomUUID()];
      const limits: [string, object][] = [[none, { monitoring: { historyLimit: 0 } }], [two, { monitoring: { historyLimit: 2 } }], [all, {}]];
      for (const [id, serving] of limits) await database.source.query('INSERT INTO "servers" ("id", "name", "transport", "endpoint", "serving") VALUES ($1, $2, $3, $4, $5)', [id, id, 'streamable', '/mcp', serving]);
      const now = Date.now();
      await ended.insert([none, two, all].flatMap((serverId) => [0, 1, 2, 3].map((age) => ({ id: randomUUID(), serverId, sessionId: `${age}`, kind: 'session', connectedAt: new Date(now), endedAt: new Date(now - age * MINUTE_MS), reason: null, connection: {} }))));
      await open().retention.sweep();
      const left = async (serverId: string) => (await ended.find({ where: { serverId }, order: { endedAt: 'DESC' } })).map(({ sessionId }) => sessionId);
      expect([await left(none), await left(two), await left(all)]).toEqual([[], ['0', '1'], ['0', '1', '2', '3']]);
      // And by that of all servers together, of which RETENTION has the last word.
      await open({ MCP_CONNECTION_HISTORY_LIMIT: '2', RETENTION: 'connection_history=/4' }).retention.sweep();
      expect([await left(two), await left(all)]).toEqual([['0', '1'], ['0', '1']]);
      await open({ MCP_CONNECTION_HISTORY_LIMIT: '2' }).retention.sweep();
      expect([await left(two), await left(all)]).toEqual([['0'], ['0']]);
    });

    it('by one node at a time, and by another one when the time has come again', async () => {
      const job = { name: randomUUID(), intervalMs: 3_600_000, run: () => Promise.resolve() };
      const nodes = Array.from({ length: 4 }, () => new Schedule(database.source));
      const takers = async () => (await Promise.all(nodes.map((node) => node.take(job)))).filter(Boolean).length;
      expect(await takers()).toBe(1);
      expect(await takers()).toBe(0);
      await database.source.query(`UPDATE "scheduled_jobs" SET "taken_at" = "taken_at" - interval '1 hour' WHERE "name" = $1`, [job.name]);
      expect(await takers()).toBe(1);
    });
  });
});
