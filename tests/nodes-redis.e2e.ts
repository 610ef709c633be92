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

describeRedis(`Two nodes with REDIS_URL, one of them over TLS${redisProgram === undefined ? ' (skipped: there is no program redis-server)' : ''}`, () => {
  let redis: TestRedis;
  let nodes: Nodes;
  /** Has the server. */
  let a: Node;
  let b: Node;
  let serverId: string;
  const sockets: Socket[] = [];
  /** What a browser on the other node was told: the names of clients and what they did. */
  const told: string[] = [];
  /** The same of a browser on the node that has the server. */
  const toldThere: string[] = [];

  beforeAll(async () => {
    redis = await startRedis(redisProgram ?? '', PASSWORD);
    await redis.kill();
    nodes = await startNodes({ NODE_LEASE_TTL: '15000' });
    a = await nodes.start({ NODE_LABELS: 'has=it', REDIS_URL: redis.safeUrl, NODE_EXTRA_CA_CERTS: redis.authority });
    b = await nodes.start({ REDIS_URL: redis.url });
    const { body } = await b.send<ServerBody>('POST', '/api/servers', { name: 'watched', openapiData, nodeLabels: { has: 'it' } });
    serverId = body.id;
    expect((await a.send('POST', `/api/servers/${serverId}/start?wait=true`)).status).toBe(200);
    for (const [{ url }, lines] of [[b, told], [a, toldThere]] as const) {
      const socket = io(url, { transports: ['websocket'] });
      sockets.push(socket);
      socket.on('mcp:connection:event', ({ event, clientInfo }: { event: string; clientInfo: { name?: string } }) => lines.push(`${clientInfo.name} ${event}`));
      await new Promise<void>((resolve) => socket.once('connect', resolve));
    }
  });

  afterAll(async () => {
    for (const socket of sockets) socket.close();
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
  });

  it('tell the browsers of each other over it, each event once', async () => {
    await redis.start();
    await bothSay();
    await untilHeard('first');
    await session('second');
    await until(() => told.includes('second disconnected'));
    expect(told.filter((line) => line.startsWith('second'))).toEqual(['second connected', 'second disconnected']);
  });

  it('serve on while it is away, and tell again when it is back', async () => {
    await redis.kill();
    await bothSay('REDIS_UNAVAILABLE');
    await session('meanwhile');
    await redis.start();
    await bothSay();
    await untilHeard('afterwards');
    // It went nowhere: had the nodes another way, such as the database, it would have come.
    expect(told.filter((line) => line.startsWith('meanwhile'))).toEqual([]);
  });

  it('serve on and tell their own browsers at once while it is silent, say so, and tell all when it speaks again', async () => {
    redis.fallSilent();
    await session('at once');
    await until(() => toldThere.includes('at once disconnected'));
    await bothSay('REDIS_UNAVAILABLE');
    await session('in silence');
    await until(() => toldThere.includes('in silence disconnected'));
    redis.speakAgain();
    await bothSay();
    await untilHeard('spoken again');
    for (const name of ['at once', 'in silence', 'spoken again']) expect(toldThere.filter((line) => line === `${name} connected`).length).toBeGreaterThan(0);
    // Once it counted as away nothing was kept for it.
    expect(told.filter((line) => line.startsWith('in silence'))).toEqual([]);
  });
});
