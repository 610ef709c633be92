import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type SampleServer, sampleServer } from '../testing/sample-server.js';
import { until } from '../testing/until.js';

let sample: SampleServer;
beforeAll(async () => {
  sample = await sampleServer();
});
afterAll(() => sample.close());

interface AnyClient {
  listTools(): Promise<{ tools: { name: string }[] }>;
  callTool(params: { name: string; arguments: Record<string, unknown> }): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

async function oldClient(): Promise<AnyClient> {
  const client = new OldClient({ name: 'old-client', version: '1' });
  await client.connect(new OldTransport(new URL(sample.endpoint)));
  return client;
}

async function newClient(mode: 'legacy' | 'auto', name = `new-client-${mode}`): Promise<NewClient> {
  const client = new NewClient({ name, version: '2' }, { versionNegotiation: { mode } });
  await client.connect(new NewTransport(new URL(sample.endpoint)));
  return client;
}

const clients: [string, () => Promise<AnyClient>][] = [
  ['the old SDK', oldClient],
  ['the new SDK in its legacy mode', () => newClient('legacy')],
  ['the new SDK in the stateless era', () => newClient('auto')],
];

describe.each(clients)('%s', (_, connect) => {
  it('lists the tools in the order of the document', async () => {
    const client = await connect();
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['getPet', 'slow', 'flaky']);
    await client.close();
  });

  it('calls a tool and gets text and structure', async () => {
    const client = await connect();
    const result = await client.callTool({ name: 'getPet', arguments: { id: 7 } });
    expect(result['structuredContent']).toEqual({ path: '/pets/7', name: '小狗 🐶' });
    expect(result['isError']).toBeFalsy();
    await client.close();
  });

  it('gets an upstream failure as a tool error', async () => {
    const client = await connect();
    const result = await client.callTool({ name: 'getPet', arguments: { id: 404 } });
    expect(result['isError']).toBe(true);
    await client.close();
  });

  it('is told the nearest name of a tool that does not exist', async () => {
    const client = await connect();
    await expect(client.callTool({ name: 'getPets', arguments: {} })).rejects.toThrow('did you mean "getPet"?');
    await client.close();
  });

  it('makes many calls at once', async () => {
    const client = await connect();
    const ids = Array.from({ length: 20 }, (__, index) => index + 1);
    const results = await Promise.all(ids.map((id) => client.callTool({ name: 'getPet', arguments: { id } })));
    expect(results.map(({ structuredContent }) => (structuredContent as { path: string }).path)).toEqual(ids.map((id) => `/pets/${id}`));
    await client.close();
  });
});

it('negotiates the stateless revision with a client that knows it', async () => {
  const client = await newClient('auto');
  expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
  await client.close();
});

it('counts the calls of a stateless client as one derived connection', async () => {
  const client = await newClient('auto', 'counted');
  await client.listTools();
  await client.callTool({ name: 'getPet', arguments: { id: 1 } });
  const counted = sample.server.connections().filter(({ clientInfo }) => clientInfo.name === 'counted');
  expect(counted).toMatchObject([{ kind: 'derived', clientInfo: { version: '2', protocolVersion: '2026-07-28' } }]);
  expect(sample.calls.at(-1)).toMatchObject({ tool: 'getPet', sessionId: counted[0]?.sessionId, upstreamStatus: 200, isError: false });
  await client.close();
});

it('counts an open subscription as a stream until it ends', async () => {
  const client = await newClient('auto', 'listener');
  const subscription = await client.listen({ toolsListChanged: true });
  const streams = (): unknown[] => sample.server.connections().filter(({ kind }) => kind === 'stream');
  expect(streams()).toHaveLength(1);
  await subscription.close();
  await until(() => streams().length === 0, 'the stream is gone');
  await client.close();
});

it('ends a session when its client says so', async () => {
  const transport = new OldTransport(new URL(sample.endpoint));
  const client = new OldClient({ name: 'leaver', version: '1' });
  await client.connect(transport);
  const { sessionId } = transport;
  expect(sample.server.connections().some((connection) => connection.sessionId === sessionId)).toBe(true);
  await transport.terminateSession();
  expect(sample.events.at(-1)).toMatchObject({ event: 'disconnected', kind: 'session', sessionId, reason: 'the client ended its session' });
  await client.close();
});

it('tells a client that asks for it how a call goes on', async () => {
  const told: string[] = [];
  const transport = new OldTransport(new URL(sample.endpoint));
  const client = new OldClient({ name: 'patient', version: '1' });
  await client.connect(transport);
  const result = await client.callTool({ name: 'flaky', arguments: {} }, undefined, { onprogress: ({ message = '' }) => told.push(message) });
  expect(result.isError).toBeFalsy();
  expect(told).toHaveLength(1);
  await client.close();
});
