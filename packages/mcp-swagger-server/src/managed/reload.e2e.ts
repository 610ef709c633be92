import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import type { ServerConfigurationInput } from 'mcp-swagger-ipc';
import { type ManagedChild, managedChild } from '../testing/managed-child.js';
import { sampleApi, type SampleApi } from '../testing/sample-api.js';
import { until } from '../testing/until.js';

let api: SampleApi;
let child: ManagedChild;
let endpoint: string;
let requests = 0;

/** The whole configuration, as the API sends it again. */
function configuration(text: string, more: Partial<ServerConfigurationInput> = {}): ServerConfigurationInput {
  return { serverId: 'test', name: 'test', document: { text }, outgoing: { allowPrivateNetwork: true, operatorHosts: [] }, ...more };
}

beforeEach(async () => {
  api = await sampleApi();
  child = managedChild({ document: { text: api.documentText } });
  endpoint = (await child.message('SERVER_STARTED')).data.endpoint ?? '';
});
afterEach(async () => {
  await child.kill();
  await api.close();
});

/** Asks for a reload and waits for its answer. */
async function reload(next: ServerConfigurationInput): Promise<{ success: boolean; error?: string | undefined }> {
  requests += 1;
  const requestId = `reload-${requests}`;
  child.send({ command: 'reload', requestId, configuration: next });
  return (await child.message('COMMAND_RESULT', ({ data }) => data.requestId === requestId)).data;
}

async function oldClient(): Promise<OldClient> {
  const client = new OldClient({ name: 'old', version: '1' });
  await client.connect(new OldTransport(new URL(endpoint)) as Parameters<typeof client.connect>[0]);
  return client;
}

/** Of the era without sessions, and of no other. */
async function newClient(): Promise<NewClient> {
  const client = new NewClient({ name: 'new', version: '2' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new NewTransport(new URL(endpoint)));
  return client;
}

function edited(change: (document: { paths: Record<string, Record<string, Record<string, unknown>>> }) => void): string {
  const document = JSON.parse(api.documentText) as Parameters<typeof change>[0];
  change(document);
  return JSON.stringify(document);
}

describe('a reload', () => {
  it('tells what became of the tools, and sessions stay and are told', async () => {
    const client = await oldClient();
    let toldCount = 0;
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => void (toldCount += 1));
    const text = edited(({ paths }) => {
      paths['/dogs'] = { get: { ...paths['/slow']?.['get'], operationId: 'dogs' } };
      delete paths['/flaky'];
      paths['/slow'] = { get: { ...paths['/slow']?.['get'], summary: 'Now it is fast' } };
    });
    expect(await reload(configuration(text))).toMatchObject({ success: true });
    expect((await child.message('TOOLS_CHANGED')).data).toMatchObject({ toolCount: 3, added: ['dogs'], removed: ['flaky'], changed: ['slow'], documentHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await until(() => toldCount === 1);
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['getPet', 'slow', 'dogs']);
    expect((await client.callTool({ name: 'dogs', arguments: {} })).structuredContent).toMatchObject({ path: '/dogs' });
    await expect(client.callTool({ name: 'flaky', arguments: {} })).rejects.toThrow(/There is no tool "flaky"/);
    await client.close();
  });

  it.each([
    ['with a session', oldClient, []],
    ['without one', newClient, []],
    // From its second call on such a client is answered in another way.
    ['without one, that has called before', newClient, ['getPet']],
  ])('lets a call in flight of a client %s end as it began', async (_, connect, before) => {
    const client = await connect();
    for (const name of before) await client.callTool({ name, arguments: { id: 1 } });
    const waiting = client.callTool({ name: 'slow', arguments: {} });
    await api.waiting(1);
    expect(await reload(configuration(edited(({ paths }) => delete paths['/slow'])))).toMatchObject({ success: true });
    api.release();
    expect((await waiting).structuredContent).toEqual({ waited: true });
    await expect(client.callTool({ name: 'slow', arguments: {} })).rejects.toThrow(/There is no tool "slow"/);
    await client.close();
  });

  it('keeps the old tools when the new document is broken, and says why', async () => {
    const client = await oldClient();
    const answer = await reload(configuration('openapi: 3.0.0\npaths:\n  - [broken'));
    expect(answer).toMatchObject({ success: false, error: expect.stringMatching(/line 3/) });
    expect((await child.message('ERROR')).data).toMatchObject({ code: 'DOCUMENT_SYNTAX' });
    expect((await client.callTool({ name: 'getPet', arguments: { id: 1 } })).isError).toBeFalsy();
    expect(child.messages.some(({ type }) => type === 'TOOLS_CHANGED')).toBe(false);
    await client.close();
  });

  it('takes new headers and filters at once', async () => {
    const client = await oldClient();
    expect(await reload(configuration(api.documentText, { filters: { include: ['operation:getPet'] } }))).toMatchObject({ success: true });
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['getPet']);
    await client.close();
  });

  it('by which tools go or are called otherwise ends the pages of their list, and one that changes none of them does not', async () => {
    const text = edited(({ paths }) => {
      for (let index = 0; index < 600; index++) paths[`/many/${index}`] = { get: { ...paths['/slow']?.['get'], operationId: `many${index}` } };
    });
    const client = await oldClient();
    const secondPage = async (cursor: string | undefined): Promise<string[]> => (await client.listTools({ cursor: cursor ?? '' })).tools.map(({ name }) => name);
    expect(await reload(configuration(text))).toMatchObject({ success: true });
    const { nextCursor } = await client.listTools();
    expect((await secondPage(nextCursor)).at(-1)).toBe('many599');
    expect(await reload(configuration(text, { headers: { 'X-Tenant': 'acme' } }))).toMatchObject({ success: true });
    expect((await secondPage(nextCursor)).at(-1)).toBe('many599');
    expect(await reload(configuration(text, { filters: { exclude: ['operation:slow'] } }))).toMatchObject({ success: true });
    await expect(secondPage(nextCursor)).rejects.toThrow(/list again from the start/);
    await client.close();
  });

  it('refuses what only a restart can change, by name', async () => {
    expect(await reload(configuration(api.documentText, { port: 1, limits: { maxConnections: 5 } }))).toEqual(
      expect.objectContaining({ success: false, error: 'port, limits.maxConnections cannot change while the process runs; restart it for that.' }),
    );
  });

  it('reaches clients of the stateless era over their open stream', async () => {
    let toldCount = 0;
    const client = new NewClient(
      { name: 'new', version: '2' },
      { versionNegotiation: { mode: { pin: '2026-07-28' } }, listChanged: { tools: { onChanged: () => void (toldCount += 1) } } },
    );
    await client.connect(new NewTransport(new URL(endpoint)));
    await until(() => child.messages.some((message) => message.type === 'CONNECTION_EVENT' && 'kind' in message.data && message.data.kind === 'stream'));
    expect(await reload(configuration(edited(({ paths }) => delete paths['/flaky'])))).toMatchObject({ success: true });
    await until(() => toldCount > 0);
    await client.close();
  });
});
