import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { createMcpServer, type McpServer } from '../../index.js';

interface Elicited {
  message: string;
  requestedSchema: { properties: Record<string, unknown> };
}
type Reply = { action: 'accept' | 'decline' | 'cancel'; content?: Record<string, string> };
type User = (elicited: Elicited) => Reply;

/** What the test needs of either SDK. */
interface AnyClient {
  callTool(params: { name: string; arguments: Record<string, unknown> }): Promise<Record<string, unknown>>;
  getPrompt(params: { name: string; arguments?: Record<string, string> }): Promise<{ messages: unknown[] }>;
  close(): Promise<void>;
}

const received: string[] = [];
let api: Server;
let server: McpServer;
beforeAll(async () => {
  api = createServer((request, response) => {
    received.push(`${request.method} ${request.url}`);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"done":true}');
  });
  await new Promise<void>((resolve) => {
    api.listen(0, '127.0.0.1', resolve);
  });
  server = await createMcpServer({ document: { text: document(`http://127.0.0.1:${(api.address() as AddressInfo).port}`) }, outgoing: { allowPrivateNetwork: true } });
});
afterAll(async () => {
  await server.close(0);
  api.closeAllConnections();
  await new Promise((resolve) => {
    api.close(resolve);
  });
});
beforeEach(() => void received.splice(0));

function document(url: string): string {
  const name = { name: 'name', in: 'query', required: true, schema: { type: 'string' } };
  const responses = { 200: { description: 'ok', content: { 'application/json': { schema: { type: 'object' } } } } };
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'People', version: '1' },
    servers: [{ url }],
    'x-mcp': { ask: ['arguments', 'confirmation'] },
    'x-mcp-prompts': [{ name: 'praise', description: 'Praises', arguments: [{ name: 'whom', required: true }], messages: [{ text: 'Praise {whom}.' }] }],
    paths: {
      '/people': {
        get: { operationId: 'find', summary: 'Finds', parameters: [name], responses },
        delete: { operationId: 'forget', summary: 'Forgets', parameters: [name], responses },
        post: { operationId: 'add', summary: 'Adds', parameters: [name], responses, 'x-mcp': { ask: [] } },
      },
    },
  });
}

async function oldClient(user: User | undefined): Promise<AnyClient> {
  const client = new OldClient({ name: 'old', version: '1' }, { capabilities: user === undefined ? {} : { elicitation: {} } });
  if (user !== undefined) client.setRequestHandler(ElicitRequestSchema, ({ params }) => user(params as unknown as Elicited));
  await client.connect(new OldTransport(new URL(server.endpoint)) as Parameters<typeof client.connect>[0]);
  return client as unknown as AnyClient;
}

async function newClient(user: User | undefined): Promise<AnyClient> {
  const client = new NewClient({ name: 'new', version: '2' }, { capabilities: user === undefined ? {} : { elicitation: {} }, versionNegotiation: { mode: { pin: '2026-07-28' } } });
  if (user !== undefined) client.setRequestHandler('elicitation/create', ({ params }) => user(params as unknown as Elicited));
  await client.connect(new NewTransport(new URL(server.endpoint)));
  return client as unknown as AnyClient;
}

const eras: [string, (user: User | undefined) => Promise<AnyClient>][] = [
  ['with sessions', oldClient],
  ['without sessions', newClient],
];

describe.each(eras)('the era %s', (_, connect) => {
  async function withUser<T>(user: User | undefined, act: (client: AnyClient) => Promise<T>): Promise<T> {
    const client = await connect(user);
    try {
      return await act(client);
    } finally {
      await client.close();
    }
  }
  const says = (...replies: Reply[]): { user: User; heard: Elicited[] } => {
    const heard: Elicited[] = [];
    return {
      heard,
      user: (elicited) => {
        heard.push(elicited);
        return replies[heard.length - 1] ?? { action: 'cancel' };
      },
    };
  };

  it('asks for a missing argument and calls with the answer', async () => {
    const { user, heard } = says({ action: 'accept', content: { name: 'Li' } });
    const result = await withUser(user, async (client) => await client.callTool({ name: 'find', arguments: {} }));
    expect(heard.map(({ requestedSchema }) => Object.keys(requestedSchema.properties))).toEqual([['name']]);
    expect(result['structuredContent']).toEqual({ done: true });
    expect(received).toEqual(['GET /people?name=Li']);
  });

  it('asks for the argument, then for the confirmation of what is destructive', async () => {
    const { user, heard } = says({ action: 'accept', content: { name: 'Li' } }, { action: 'accept' });
    await withUser(user, async (client) => await client.callTool({ name: 'forget', arguments: {} }));
    expect(heard[1]?.message).toMatch(/DELETE \/people.*"Li"/);
    expect(received).toEqual(['DELETE /people?name=Li']);
  });

  it('sends nothing when the user declines', async () => {
    const { user } = says({ action: 'decline' });
    const result = await withUser(user, async (client) => await client.callTool({ name: 'forget', arguments: { name: 'Li' } }));
    expect(result['isError']).toBe(true);
    expect(JSON.stringify(result['content'])).toMatch(/did not confirm/);
    expect(received).toEqual([]);
  });

  it('asks nobody where the author does not want it', async () => {
    const { user, heard } = says();
    const result = await withUser(user, async (client) => await client.callTool({ name: 'add', arguments: {} }));
    expect(result['isError']).toBe(true);
    expect(heard).toEqual([]);
  });

  it('tells the model what is missing when its client shows no forms', async () => {
    const result = await withUser(undefined, async (client) => await client.callTool({ name: 'find', arguments: {} }));
    expect(result['isError']).toBe(true);
    expect(JSON.stringify(result['content'])).toMatch(/name/);
    expect(received).toEqual([]);
  });

  it('asks for what a prompt needs', async () => {
    const { user } = says({ action: 'accept', content: { whom: 'Li' } });
    const { messages } = await withUser(user, async (client) => await client.getPrompt({ name: 'praise' }));
    expect(JSON.stringify(messages)).toContain('Praise Li.');
  });

  it('refuses a prompt that the user does not want to complete', async () => {
    const { user } = says({ action: 'cancel' });
    await expect(withUser(user, async (client) => await client.getPrompt({ name: 'praise' }))).rejects.toThrow(/did not want/);
  });
});
