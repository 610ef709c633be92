import { describe, expect, it } from '@jest/globals';
import { mergeAnswers, totalConnectionsOf } from './merge-answers.js';

/** Of r, both have a replica. */
const owners: Record<string, string[]> = { s: ['a'], t: ['b'], r: ['a', 'b'] };
const merging = { ownersOf: (serverId: string) => owners[serverId] ?? [], limit: 2, totalConnections: 30 };
const from = (a: object, b: object) => [{ nodeId: 'a', body: a }, { nodeId: 'b', body: b }];
const counts = (activeConnections: number, lastUpdated: string | null = null, processStatus = 'disconnected') => ({ activeConnections, totalConnections: 20, totalSinceStart: activeConnections, processStatus, source: 'pipe', lastUpdated, lastUpdate: lastUpdated, nextCursor: null, timestamp: '2026-01-01' });
const connection = (sessionId: string, connectedAt: string) => ({ sessionId, connectedAt, serverId: 's' });

describe('The answers of two nodes', () => {
  it('about servers are put together so that each owner has the word, in the order of the first', () => {
    const answers = from({ servers: [{ id: 's', state: 'running' }, { id: 't', state: 'stopped' }, { id: 'u', state: 'stopped' }] }, { servers: [{ id: 's', state: 'stopped' }, { id: 't', state: 'running' }, { id: 'u', state: 'x' }] });
    expect(mergeAnswers('servers', answers, merging)).toEqual({ servers: [{ id: 's', state: 'running' }, { id: 't', state: 'running' }, { id: 'u', state: 'stopped' }] });
  });

  it('about processes are both lists, without what a node remembers of a server that left it', () => {
    const answers = from({ processes: [{ serverId: 's', pid: 1 }, { serverId: 't', pid: null }] }, { processes: [{ serverId: 't', pid: 2 }] });
    expect(mergeAnswers('processes', answers, merging)).toEqual({ processes: [{ serverId: 's', pid: 1 }, { serverId: 't', pid: 2 }] });
  });

  it('about processes have those of further replicas apart, with their nodes', () => {
    const [first, second] = [{ serverId: 'r', pid: 3 }, { serverId: 'r', pid: 4 }];
    expect(mergeAnswers('processes', from({ processes: [first] }, { processes: [second] }), merging)).toEqual({ processes: [first], replicas: [{ nodeId: 'b', process: second }] });
  });

  it('about connections are one page in one order, and the next page follows it', () => {
    const answers = from({ ...counts(2, '2026-01-02', 'healthy'), connections: [connection('x', '3'), connection('y', '1')] }, { ...counts(1), connections: [connection('z', '2')] });
    const page = mergeAnswers('connections', answers, merging) as { nextCursor: string };
    expect(page).toMatchObject({ activeConnections: 3, totalConnections: 30, totalSinceStart: 3, processStatus: 'healthy', lastUpdated: '2026-01-02' });
    expect(page).toMatchObject({ connections: [{ sessionId: 'y' }, { sessionId: 'z' }] });
    expect(Buffer.from(page.nextCursor, 'base64url').toString()).toBe('2 z s');
  });

  it('about the connections of one server are those of all its replicas', () => {
    const wrapped = (data: object) => ({ success: true, message: '1 connections to server shop.', data: { serverId: 's', timestamp: '2', ...data } });
    const answers = from(wrapped({ ...counts(1, null, 'healthy'), connectionStats: { ...counts(1), connections: [connection('x', '3')] } }), wrapped({ ...counts(2, null, 'warning'), connectionStats: { ...counts(2), connections: [connection('y', '4')] } }));
    expect(mergeAnswers('server-connections', answers, merging)).toMatchObject({
      message: '3 connections to server shop.',
      data: { serverId: 's', processStatus: 'warning', connectionStats: { activeConnections: 3, totalConnections: 30, connections: [{ sessionId: 'x' }, { sessionId: 'y' }] } },
    });
    expect(mergeAnswers('server-connection-count', from(wrapped(counts(1)), wrapped(counts(2))), merging)).toMatchObject({ message: '3 connections to server shop.', data: { serverId: 's', activeConnections: 3, totalSinceStart: 3 } });
  });

  it('have no next page when all is on this one', () => {
    const answers = from({ ...counts(1), connections: [connection('x', '3')] }, { ...counts(0), connections: [] });
    expect(mergeAnswers('connections', answers, merging)).toMatchObject({ nextCursor: null });
  });

  it.each([
    ['healthy', 'healthy', 'healthy'],
    ['healthy', 'warning', 'warning'],
    ['warning', 'disconnected', 'disconnected'],
  ])('about the state of all are the worse: %s and %s are %s', (one, other, status) => {
    expect(mergeAnswers('connection-status', from(counts(1, '1', one), counts(2, '2', other)), merging)).toMatchObject({ processStatus: status, activeConnections: 3, lastUpdate: '2' });
  });

  it('leave out the state of a node without processes', () => {
    expect(mergeAnswers('connection-status', from(counts(1, '1', 'healthy'), counts(0)), merging)).toMatchObject({ processStatus: 'healthy' });
  });

  it('count a server once, though it is stopped to the node that has it not', () => {
    const status = (running: number, failed: number, stopped: number, endpoints: object[]) => ({ timestamp: '1', servers: { total: 4, running, failed, stopped }, endpoints, connections: { activeConnections: 1, totalConnections: 9 } });
    const answers = from(status(1, 1, 2, [{ serverId: 's', tools: 3 }]), status(1, 0, 3, [{ serverId: 't', tools: 4 }]));
    expect(mergeAnswers('status', answers, merging)).toMatchObject({ running: true, servers: { total: 4, running: 2, failed: 1, stopped: 1 }, tools: 7, connections: { activeConnections: 2, totalConnections: 30 } });
  });

  it('count a server once whose replicas run, and say how many do', () => {
    const status = (endpoints: object[], running: number) => ({ timestamp: '1', servers: { total: 3, running, failed: 0, stopped: 3 - running }, endpoints, connections: { activeConnections: 1, totalConnections: 9 } });
    const shared = { serverId: 'r', tools: 2 };
    const answers = from(status([{ serverId: 's', tools: 3 }, shared], 2), status([shared], 1));
    expect(mergeAnswers('status', answers, merging)).toMatchObject({ servers: { total: 3, running: 2, failed: 0, stopped: 1 }, tools: 5, endpoints: [{ serverId: 's', tools: 3 }, { serverId: 'r', tools: 2, replicas: 2 }] });
  });

  it('about health are as good as the owners say', () => {
    const health = (s: boolean, t: boolean) => ({ timestamp: '1', status: 'x', servers: [{ serverId: 's', desiredState: 'running', healthy: s }, { serverId: 't', desiredState: 'running', healthy: t }] });
    expect(mergeAnswers('health', from(health(true, false), health(false, true)), merging)).toMatchObject({ status: 'healthy' });
    expect(mergeAnswers('health', from(health(true, false), health(false, false)), merging)).toMatchObject({ status: 'degraded' });
  });

  it('give all connections that there ever were by the servers, not by the nodes', () => {
    const row = (serverId: string, totalConnections: number) => ({ serverId, activeConnections: 1, totalConnections });
    const overview = mergeAnswers('connection-overview', from({ data: { servers: [row('s', 5), row('t', 1)] } }, { data: { servers: [row('s', 2), row('t', 7)] } }), merging);
    expect(overview).toMatchObject({ message: '2 connections to 2 of 2 servers.', data: { summary: { totalServers: 2, totalConnections: 2, activeServers: 2 } } });
    expect([totalConnectionsOf(overview, undefined), totalConnectionsOf(overview, 't')]).toEqual([12, 7]);
  });

  it('have the connections of all replicas of a server, and of those that ever were the most that one knows', () => {
    const row = (activeConnections: number, totalConnections: number) => ({ data: { servers: [{ serverId: 'r', activeConnections, totalConnections }] } });
    expect(mergeAnswers('connection-overview', from(row(2, 5), row(3, 7)), merging)).toMatchObject({ data: { servers: [{ serverId: 'r', activeConnections: 5, totalConnections: 7 }], summary: { totalServers: 1, totalConnections: 5 } } });
  });
});
