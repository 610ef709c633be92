import { afterEach, expect, it } from '@jest/globals';
import type { Connection, ConnectionEvent } from 'mcp-swagger-ipc';
import { beginSession, INITIALIZE, rawRequest } from '../testing/raw-http.js';
import { type SampleServer, sampleServer } from '../testing/sample-server.js';

let sample: SampleServer;
afterEach(() => sample.close());

it('tells those who embed the library who comes and goes, and how many are there', async () => {
  const established: Connection[] = [];
  const closed: ConnectionEvent[] = [];
  const changes: { activeConnections: number; totalConnections: number }[] = [];
  sample = await sampleServer({
    limits: { maxConnections: 1 },
    onConnectionEstablished: (connection) => void established.push(connection),
    onConnectionClosed: (event) => void closed.push(event),
    onConnectionChange: (counts) => void changes.push(counts),
  });
  const sessionId = await beginSession(sample.endpoint);
  // One too many: told by onConnection alone, for nobody came.
  expect((await rawRequest(sample.endpoint, { body: INITIALIZE })).status).toBe(503);
  await rawRequest(sample.endpoint, { method: 'DELETE', headers: { 'Mcp-Session-Id': sessionId } });
  expect(established).toMatchObject([{ sessionId, kind: 'session', ip: '127.0.0.1', clientInfo: { name: 'raw' }, requestCount: 0 }]);
  expect(closed).toMatchObject([{ event: 'disconnected', sessionId, reason: 'the client ended its session', duration: expect.any(Number) }]);
  expect(changes).toEqual([
    { activeConnections: 1, totalConnections: 1 },
    { activeConnections: 0, totalConnections: 1 },
  ]);
  expect(sample.events.map(({ event }) => event)).toEqual(['connected', 'rejected', 'disconnected']);
});

it('lets no mistake in a callback hit the client or the other callbacks', async () => {
  let changes = 0;
  const mistake = new Error('a mistake of the embedder');
  sample = await sampleServer({
    onConnectionEstablished: () => {
      throw mistake;
    },
    onConnectionChange: () => {
      changes += 1;
    },
  });
  await beginSession(sample.endpoint);
  expect(changes).toBe(1);
  expect(sample.errors).toEqual([mistake]);
});
