import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import type { ServerBody } from './support/bodies.js';
import { connectSession } from './support/mcp-clients.js';
import { readiness } from './support/start-api.js';
import { type Node, type Nodes, startNodes } from './support/start-nodes.js';
import { redisProgram, startRedis, type TestRedis } from './support/start-redis.js';
import { until } from './support/until.js';

const PASSWORD = 'secret of the redis / of tests';
const openapiData = { openapi: '3.1.0', info: { title: 'x', version: '1' }, servers: [{ url: 'http://127.0.0.1:1' }], paths: { '/x': { get: { operationId: 'readX', responses: { 200: { description: 'x' } } } } } };
const describeRedis = redisProgram === undefined ? describe.skip : describe;

describeRedis(`Two nodes with REDIS_URL${redisProgram === undefined ? ' (skipped: there is no program redis-server)' : ''}`, () => {
  let redis: TestRedis;
  let nodes: Nodes;
  /** Has the server. */
  let a: Node;
  let b: Node;
  let serverId: string;
  let socket: Socket;
  /** What a browser on the other node was told: the names of clients and what they did. */
  const told: string[] = [];

  beforeAll(async () => {
    redis = await startRedis(redisProgram ?? '', PASSWORD);
    await redis.kill();
    nodes = await startNodes({ REDIS_URL: redis.url, NODE_LEASE_TTL: '15000' });
    a = await nodes.start({ NODE_LABELS: 'has=it' });
    b = await nodes.start();
    const { body } = await b.send<ServerBody>('POST', '/api/servers', { name: 'watched', openapiData, nodeLabels: { has: 'it' } });
    serverId = body.id;
    expect((await a.send('POST', `/api/servers/${serverId}/start?wait=true`)).status).toBe(200);
    socket = io(b.url, { transports: ['websocket'] });
    socket.on('mcp:connection:event', ({ event, clientInfo }: { event: string; clientInfo: { name?: string } }) => told.push(`${clientInfo.name} ${event}`));
    await new Promise<void>((resolve) => socket.once('connect', resolve));
  }, 120_000);

  afterAll(async () => {
    socket.close();
    await nodes.stop();
    await redis.stop();
  });

  const session = async (name: string): Promise<void> => {
    const { client, transport } = await connectSession(`${a.url}/mcp/${serverId}`, name);
    await transport.terminateSession();
    await client.close();
  };
  const bothSay = (...reasons: string[]) => until(async () => (await Promise.all([a, b].map(readiness))).every((ready) => ready.reasons.join() === reasons.join()));
  /** Sessions come and go until the browser hears of one of them. */
  const untilHeard = (name: string) =>
    until(async () => {
      await session(name);
      return told.includes(`${name} connected`);
    });

  it('start while it is away, and say so without its password', async () => {
    await bothSay('REDIS_UNAVAILABLE');
    for (const node of [a, b]) {
      expect(node.output().match(/\(REDIS_URL\) is away/g)).toHaveLength(1);
      expect(node.output()).not.toContain(PASSWORD);
      expect(node.output()).not.toContain(encodeURIComponent(PASSWORD));
    }
  }, 60_000);

  it('tell the browsers of each other over it, each event once', async () => {
    await redis.start();
    await bothSay();
    await untilHeard('first');
    await session('second');
    await until(() => told.includes('second disconnected'));
    expect(told.filter((line) => line.startsWith('second'))).toEqual(['second connected', 'second disconnected']);
  }, 60_000);

  it('serve on while it is away, and tell again when it is back', async () => {
    await redis.kill();
    await bothSay('REDIS_UNAVAILABLE');
    await session('meanwhile');
    await redis.start();
    await bothSay();
    await untilHeard('afterwards');
    // It went nowhere: had the nodes another way, such as the database, it would have come.
    expect(told.filter((line) => line.startsWith('meanwhile'))).toEqual([]);
  }, 60_000);
});
