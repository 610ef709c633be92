import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client as NewClient, SSEClientTransport as NewSse, StreamableHTTPClientTransport as NewStreamable, type Transport } from '@modelcontextprotocol/client';
import { StdioClientTransport as NewStdio } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport as OldSse } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport as OldStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as OldStreamable } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { WebSocketClientTransport } from '@modelcontextprotocol/sdk/client/websocket.js';
import type { Connection } from 'mcp-swagger-ipc';
import { WebSocket } from 'ws';
import { CLI } from '../testing/managed-child.js';
import { type SampleServer, sampleServer } from '../testing/sample-server.js';
import { until } from '../testing/until.js';

const INSPECTOR = fileURLToPath(new URL('../../node_modules/@modelcontextprotocol/inspector-cli/build/index.js', import.meta.url));

type Kind = 'streamable' | 'sse' | 'websocket' | 'stdio';

const samples = new Map<Kind, SampleServer>();
let folder: string;
let stdio: { command: string; args: string[]; stderr: 'ignore' };

beforeAll(async () => {
  // The official client takes the WebSocket that browsers have, and Node since 22.
  Object.defineProperty(globalThis, 'WebSocket', { value: WebSocket, configurable: true });
  for (const transport of ['streamable', 'sse', 'websocket'] as const) samples.set(transport, await sampleServer({ transport }));
  const { api } = served('streamable');
  folder = await mkdtemp(join(tmpdir(), 'mcp-interop-'));
  await writeFile(join(folder, 'sample.json'), api.documentText);
  stdio = { command: process.execPath, args: [CLI, '--openapi', join(folder, 'sample.json'), '--transport', 'stdio', '--base-url', api.url], stderr: 'ignore' };
});
afterAll(async () => {
  for (const sample of samples.values()) await sample.close();
  await rm(folder, { recursive: true });
});

function served(kind: Kind): SampleServer {
  const sample = samples.get(kind);
  if (sample === undefined) throw new Error(`Nothing is served over ${kind}.`);
  return sample;
}

function addressOf(kind: Kind): URL {
  return new URL(served(kind).endpoint);
}

interface AnyClient {
  listTools(): Promise<{ tools: { name: string }[] }>;
  callTool(params: { name: string; arguments: Record<string, unknown> }): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

async function oldClient(kind: Kind, name = 'old-client'): Promise<AnyClient> {
  const client = new OldClient({ name, version: '1' });
  const transports = { streamable: () => new OldStreamable(addressOf(kind)), sse: () => new OldSse(addressOf(kind)), websocket: () => new WebSocketClientTransport(addressOf(kind)), stdio: () => new OldStdio(stdio) };
  await client.connect(transports[kind]());
  return client;
}

async function newClient(mode: 'legacy' | 'auto', kind: Kind = 'streamable', name = `new-client-${mode}`): Promise<NewClient> {
  const client = new NewClient({ name, version: '2' }, { versionNegotiation: { mode } });
  // The new SDK has no WebSocket of its own; a transport of the old one fits it.
  const transports: Record<Kind, () => Transport> = { streamable: () => new NewStreamable(addressOf(kind)), sse: () => new NewSse(addressOf(kind)), websocket: () => new WebSocketClientTransport(addressOf(kind)) as Transport, stdio: () => new NewStdio(stdio) };
  await client.connect(transports[kind]());
  return client;
}

const clients: [string, Kind, (name?: string) => Promise<AnyClient>, string][] = (['streamable', 'sse', 'websocket', 'stdio'] as const).flatMap((kind): [string, Kind, (name?: string) => Promise<AnyClient>, string][] => [
  ['the old SDK', kind, (name) => oldClient(kind, name), '2025-11-25'],
  ['the new SDK in its legacy mode', kind, (name) => newClient('legacy', kind, name), '2025-11-25'],
  // HTTP+SSE is a transport of the era with sessions: the client falls back to it.
  ['the new SDK that asks for the stateless era', kind, (name) => newClient('auto', kind, name), kind === 'sse' ? '2025-11-25' : '2026-07-28'],
]);

describe.each(clients)('%s over %s', (_, kind, connect, protocolVersion) => {
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

  it('gets an upstream failure as a tool error, and is told the nearest name of a tool that does not exist', async () => {
    const client = await connect();
    const result = await client.callTool({ name: 'getPet', arguments: { id: 404 } });
    expect(result['isError']).toBe(true);
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

  const watched = kind === 'stdio' ? it.skip : it;
  watched('is a connection with a name and a count', async () => {
    const name = `counted ${kind} ${protocolVersion} ${Math.random()}`;
    const client = await connect(name);
    await client.listTools();
    await client.callTool({ name: 'getPet', arguments: { id: 1 } });
    const counted = (): Connection[] => served(kind).server.connections().filter(({ clientInfo }) => clientInfo.name === name);
    const [connection] = counted();
    expect(connection).toMatchObject({ kind: kind === 'streamable' && protocolVersion === '2026-07-28' ? 'derived' : 'session', ip: '127.0.0.1', clientInfo: { protocolVersion } });
    expect(connection?.requestCount).toBeGreaterThanOrEqual(2);
    expect(served(kind).calls.at(-1)).toMatchObject({ tool: 'getPet', sessionId: connection?.sessionId, upstreamStatus: 200, isError: false });
    await until(() => counted()[0]?.inFlight === 0, 'nothing is in flight');
    await client.close();
  });
});

it('negotiates the stateless revision with a client that knows it', async () => {
  const client = await newClient('auto');
  expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
  await client.close();
});

it('counts an open subscription as a stream until it ends', async () => {
  const client = await newClient('auto', 'streamable', 'listener');
  const subscription = await client.listen({ toolsListChanged: true });
  const streams = (): unknown[] => served('streamable').server.connections().filter(({ kind }) => kind === 'stream');
  expect(streams()).toHaveLength(1);
  await subscription.close();
  await until(() => streams().length === 0, 'the stream is gone');
  await client.close();
});

it('ends a session when its client says so', async () => {
  const transport = new OldStreamable(addressOf('streamable'));
  const client = new OldClient({ name: 'leaver', version: '1' });
  await client.connect(transport);
  const { sessionId } = transport;
  const { server, events } = served('streamable');
  expect(server.connections().some((connection) => connection.sessionId === sessionId)).toBe(true);
  await transport.terminateSession();
  expect(events.at(-1)).toMatchObject({ event: 'disconnected', kind: 'session', sessionId, reason: 'the client ended its session' });
  await client.close();
});

it.each(['streamable', 'sse', 'websocket'] as const)('tells a client over %s that asks for it how a call goes on', async (kind) => {
  const told: string[] = [];
  const transports = { streamable: () => new OldStreamable(addressOf(kind)), sse: () => new OldSse(addressOf(kind)), websocket: () => new WebSocketClientTransport(addressOf(kind)) };
  const client = new OldClient({ name: 'patient', version: '1' });
  await client.connect(transports[kind]());
  const result = await client.callTool({ name: 'flaky', arguments: {} }, undefined, { onprogress: ({ message = '' }) => told.push(message) });
  expect(result.isError).toBeFalsy();
  expect(told).toHaveLength(1);
  await client.close();
});

/** What the CLI of the official MCP Inspector prints; it takes the flags that it knows for its own, so ours are short ones. */
async function inspect(kind: 'streamable' | 'sse' | 'stdio', ...args: string[]): Promise<Record<string, unknown>> {
  const { api } = served('streamable');
  const target = kind === 'stdio' ? [process.execPath, CLI, '-o', join(folder, 'sample.json'), '--base-url', api.url, '-t', 'stdio'] : [addressOf(kind).href, '--transport', kind === 'sse' ? 'sse' : 'http'];
  const { stdout } = await promisify(execFile)(process.execPath, [INSPECTOR, ...target, ...args]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

it.each(['streamable', 'sse', 'stdio'] as const)('lets the MCP Inspector list and call over %s', async (kind) => {
  const [{ tools }, result] = await Promise.all([inspect(kind, '--method', 'tools/list'), inspect(kind, '--method', 'tools/call', '--tool-name', 'getPet', '--tool-arg', 'id=7')]);
  expect(tools).toMatchObject([{ name: 'getPet' }, { name: 'slow' }, { name: 'flaky' }]);
  expect(result).toMatchObject({ structuredContent: { path: '/pets/7' } });
});
