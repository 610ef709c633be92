import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CreateMessageRequestSchema, ElicitRequestSchema, PromptListChangedNotificationSchema, ResourceListChangedNotificationSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import type { ProblemBody, ServerBody } from './support/bodies.js';
import { isRunning } from './support/is-running.js';
import { OpenedClients } from './support/opened-clients.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { processesOf } from './support/start-nodes.js';
import { until } from './support/until.js';

const FOREIGN = fileURLToPath(new URL('support/foreign-server.mjs', import.meta.url));
const SECRET = `canary-${randomUUID()}`;
const command = { program: process.execPath, args: [FOREIGN] };

let api: RunningApi;
const opened = new OpenedClients();

const create = (body: object) => api.send<ServerBody & ProblemBody>('POST', '/api/servers', body);
const act = (id: string, action: string) => api.send<ServerBody>('POST', `/api/servers/${id}/${action}?wait=true`);
const at = (name: string) => `${api.url}/mcp/${name}`;
const textIn = (result: unknown) => (result as { content: { text: string }[] }).content[0]?.text ?? '';
const logsOf = async (id: string) => JSON.stringify(await api.get(`/api/processes/${id}/logs?limit=500`));
interface CallOptions {
  signal?: AbortSignal;
  onprogress?: (progress: { progress: number }) => void;
}

async function started(body: object): Promise<ServerBody> {
  const { body: server } = await create(body);
  return (await act(server.id, 'start')).body;
}

beforeAll(async () => {
  api = await startApi({ env: { ALLOW_COMMAND_SERVERS: 'true', HEALTH_CHECK_INTERVAL: '2000', PROCESS_RESTART_DELAY: '20', GATEWAY_MAX_PROCESSES: '6' } });
});

afterEach(() => opened.closeAll());
afterAll(() => api.stop());

describe('A foreign program', () => {
  let program: ServerBody;
  beforeAll(async () => {
    program = await started({ name: 'foreign', command, limits: { openFiles: 1_000 }, environment: { SOME_TOKEN: SECRET } });
  });

  const session = () => opened.session(at('foreign'));

  /** A client that can be asked. */
  async function connectAsked(): Promise<{ client: Client }> {
    const client = new Client({ name: 'asked', version: '1' }, { capabilities: { elicitation: {}, sampling: {} } });
    client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: { name: 'Ada' } }));
    client.setRequestHandler(CreateMessageRequestSchema, () => ({ model: 'm', role: 'assistant', content: { type: 'text', text: 'hi' } }));
    const transport = new StreamableHTTPClientTransport(new URL(at('foreign')));
    await client.connect(transport as Parameters<typeof client.connect>[0]);
    opened.add(client, transport);
    return { client };
  }

  it('is registered, run and looked at like any server', async () => {
    expect(program).toMatchObject({ kind: 'command', documentId: null, transport: 'stdio', processPer: 'session', command: { ...command }, process: { state: 'running', endpoint: null, toolCount: 10 } });
    if (process.platform === 'linux') expect(await readFile(`/proc/${program.process.pid}/limits`, 'utf8')).toMatch(/^Max open files\s+1000\s/m);
    await until(async () => (await api.get<{ checks: { healthy: boolean }[] }>(`/api/servers/${program.id}/health/history`)).checks.some(({ healthy }) => healthy));
    expect((await api.get<{ processStatus: string }>(`/api/mcp/connections/status`)).processStatus).toBe('healthy');
  });

  it('gets its secrets, a clean environment, and never shows them', async () => {
    const { client } = await session();
    const said = textIn(await client.callTool({ name: 'secret', arguments: { name: 'SOME_TOKEN' } }));
    expect(said).toMatch(`${SECRET.length} of `);
    expect(said).not.toMatch(/ALLOW_COMMAND_SERVERS|DATA_DIR/);
    await until(async () => (await logsOf(program.id)).includes('the secret is ***'));
    const shown = JSON.stringify([await api.get(`/api/servers/${program.id}`), await api.get('/api/audit'), await logsOf(program.id), await api.get('/api/processes')]);
    expect(shown).toContain('SOME_TOKEN');
    expect(shown).not.toContain(SECRET);
  });

  it('has a process of its own for each session, and one for all who have none', async () => {
    const whoami = async (client: Pick<Client, 'callTool'>) => Number(textIn(await client.callTool({ name: 'whoami', arguments: {} })));
    const [one, other] = await Promise.all([session(), session()]);
    const [modern, another] = await Promise.all([opened.modern(at('foreign')), opened.modern(at('foreign'))]);
    const pids = [await whoami(one.client), await whoami(other.client), await whoami(modern as unknown as Client), await whoami(another as unknown as Client)];
    expect(new Set(pids).size).toBe(3);
    expect([pids[2], pids[3]]).toEqual([program.process.pid, program.process.pid]);
    await one.transport.terminateSession();
    await until(() => !isRunning(pids[0] as number));
    expect(isRunning(pids[1] as number)).toBe(true);
  });

  it('asks the user and the model of the client that calls', async () => {
    const { client } = await connectAsked();
    expect(textIn(await client.callTool({ name: 'ask', arguments: {} }))).toBe('accept Ada');
    expect(textIn(await client.callTool({ name: 'sample', arguments: {} }))).toBe('hi');
  });

  it.each([
    [
      'with sessions',
      async () => {
        const { client } = await session();
        return (steps: number, options: CallOptions) => client.callTool({ name: 'slow', arguments: { steps } }, undefined, options);
      },
    ],
    [
      'without sessions',
      async () => {
        const client = await opened.modern(at('foreign'));
        return (steps: number, options: CallOptions) => client.callTool({ name: 'slow', arguments: { steps } }, options);
      },
    ],
  ])('tells its progress to a client %s, and hears when the call is cancelled', async (_, connect) => {
    const slow = await connect();
    const steps: number[] = [];
    // What comes in one piece with the answer is no longer told by the client; the first steps are long before it.
    expect(textIn(await slow(20, { onprogress: ({ progress }) => steps.push(progress) }))).toBe('done');
    expect(steps.slice(0, 2)).toEqual([1, 2]);
    const before = (await logsOf(program.id)).split('slow was cancelled').length;
    const gone = new AbortController();
    await expect(slow(100_000, { signal: gone.signal, onprogress: () => gone.abort() })).rejects.toThrow();
    await until(async () => (await logsOf(program.id)).split('slow was cancelled').length > before);
  });

  it('offers its prompts, resources and completion to both eras', async () => {
    for (const client of [(await session()).client, (await opened.modern(at('foreign'))) as unknown as Client]) {
      expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual(['greet']);
      expect((await client.getPrompt({ name: 'greet', arguments: { name: 'Ada' } })).messages[0]?.content).toMatchObject({ text: 'Greet Ada.' });
      expect((await client.readResource({ uri: 'foreign://readme' })).contents[0]).toMatchObject({ text: 'Read me.' });
      expect((await client.readResource({ uri: 'foreign://pages/two' })).contents[0]).toMatchObject({ text: 'Page two' });
      expect((await client.complete({ ref: { type: 'ref/prompt', name: 'greet' }, argument: { name: 'name', value: 'A' } })).completion.values).toEqual(['Ada', 'Alan']);
      }
  });

  it('tells a session of tools that come', async () => {
    const { client } = await session();
    const heard = new Promise<void>((resolve) => client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve()));
    await client.callTool({ name: 'grow', arguments: { name: 'grown' } });
    await heard;
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('grown');
  });

  it('ends a call that it crashes in with an error, its session with 404, and nobody else', async () => {
    const [victim, bystander] = await Promise.all([session(), session()]);
    const [crash, slow] = await Promise.allSettled([victim.client.callTool({ name: 'crash', arguments: {} }), bystander.client.callTool({ name: 'slow', arguments: { steps: 10 } })]);
    expect([crash.status, slow.status]).toEqual(['rejected', 'fulfilled']);
    expect(String((crash as PromiseRejectedResult).reason)).toMatch(/went away|ended/);
    await expect(victim.client.listTools()).rejects.toThrow(/404|not found/i);
    expect((await api.get<ServerBody>(`/api/servers/${program.id}`)).process).toMatchObject({ state: 'running', pid: program.process.pid });
  });

  it('is started again when the process of all others crashes', async () => {
    const modern = await opened.modern(at('foreign'));
    await expect(modern.callTool({ name: 'crash', arguments: {} })).rejects.toThrow(/went away before it answered/);
    await until(async () => (await api.get<ServerBody>(`/api/servers/${program.id}`)).process.state === 'running');
    expect(textIn(await modern.callTool({ name: 'count', arguments: {} }))).toBe('1');
    expect((await api.get<ServerBody>(`/api/servers/${program.id}`)).process).toMatchObject({ restarts: 1, lastExit: { code: 7 } });
    expect(await logsOf(program.id)).toContain('cannot go on');
  });

  it('may write text to where its messages go, and messages up to a bound', async () => {
    const { client } = await session();
    expect(textIn(await client.callTool({ name: 'talk', arguments: { bytes: 2 * 1024 * 1024 } }))).toHaveLength(2 * 1024 * 1024);
    await expect(client.callTool({ name: 'talk', arguments: { bytes: 17 * 1024 * 1024 } })).rejects.toThrow(/more than 16777216/);
    expect(textIn(await client.callTool({ name: 'talk', arguments: { bytes: 1 } }))).toBe('x');
    await until(async () => (await logsOf(program.id)).includes('just a line of text'));
  });

  it('waits for a client that does not read, and loses nothing', async () => {
    const { transport } = await session();
    const body = JSON.stringify({ jsonrpc: '2.0', id: 99, method: 'tools/call', params: { name: 'flood', arguments: { messages: 1_000 } } });
    const response = await fetch(at('foreign'), { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', 'Mcp-Session-Id': transport.sessionId ?? '' }, body });
    const flooded = async () => Number(/.*flooded (\d+)/.exec(await logsOf(program.id))?.[1] ?? 0);
    await until(async () => (await flooded()) > 0);
    let before = -1;
    while (before !== (await flooded())) {
      before = await flooded();
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(before).toBeLessThan(900);
    const text = await response.text();
    // What belongs to no request may go to the stream that the client of the SDK listens to.
    expect(text).toContain('"text":"1000"');
  });

  it('has no more processes for sessions than it may', async () => {
    // Those of the sessions before may still be on their way out.
    await until(async () => (await processesOf(program.id, [api])).length === 1);
    const [first] = await Promise.all(Array.from({ length: 6 }, () => session()));
    await expect(session()).rejects.toThrow(/6 sessions have a process of their own already.*GATEWAY_MAX_PROCESSES/);
    await first?.transport.terminateSession();
    expect((await (await session()).client.listTools()).tools).toHaveLength(10);
  });

  it('can be a member of a group, with its prompts and resources', async () => {
    const members = [{ serverId: program.id, prefix: 'f_', others: 'hidden', tools: { count: {} } }];
    await api.send('POST', '/api/groups', { name: 'mixed', members });
    for (const client of [(await opened.session(at('group/mixed'))).client, (await opened.modern(at('group/mixed'))) as unknown as Client]) {
      expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['f_count']);
      expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual(['f_greet']);
      expect((await client.getPrompt({ name: 'f_greet', arguments: { name: 'Ada' } })).messages[0]?.content).toMatchObject({ text: 'Greet Ada.' });
      expect((await client.complete({ ref: { type: 'ref/prompt', name: 'f_greet' }, argument: { name: 'name', value: 'G' } })).completion.values).toEqual(['Grace']);
      expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual(['foreign://readme']);
      expect((await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['foreign://pages/{page}']);
      expect((await client.readResource({ uri: 'foreign://pages/one' })).contents[0]).toMatchObject({ text: 'Page one' });
      await expect(client.readResource({ uri: 'other://page' })).rejects.toThrow(/no resource/);
    }
  });

  it.each(['prompt', 'resource'] as const)('tells those who listen to its group of a %s that comes', async (kind) => {
    const { client: old } = await opened.session(at('group/mixed'));
    const heard = new Set<string>();
    old.setNotificationHandler(kind === 'prompt' ? PromptListChangedNotificationSchema : ResourceListChangedNotificationSchema, () => void heard.add('with sessions'));
    // A client that waits for quiet would hear nothing while more comes.
    const changed = { onChanged: () => void heard.add('without sessions'), autoRefresh: false, debounceMs: 0 };
    const modern = new ModernClient({ name: 'listener', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } }, listChanged: kind === 'prompt' ? { prompts: changed } : { resources: changed } });
    await modern.connect(new ModernTransport(new URL(at('group/mixed'))));
    opened.add(modern);
    const listed = async () => (kind === 'prompt' ? (await old.listPrompts()).prompts.map(({ name }) => name) : (await old.listResources()).resources.map(({ uri }) => uri));
    const grown = kind === 'prompt' ? 'f_grown-1' : 'foreign://grown-1';
    expect(await listed()).not.toContain(grown);
    const grower = await opened.modern(at('foreign'));
    let count = 0;
    // The stream of a session is opened when its client gets to it, and what came before it is not told.
    await until(async () => {
      count += 1;
      await grower.callTool({ name: 'grow', arguments: { name: `grown-${count}`, kind } });
      return heard.size === 2;
    });
    expect(await listed()).toContain(grown);
  });

  it('is given other arguments and variables, which nobody reads again', async () => {
    const changing = await started({ name: 'changing', command, environment: { ONE: SECRET } });
    const path = `/api/servers/${changing.id}`;
    const client = await opened.modern(at('changing'));
    const lengthOf = async (name: string) => textIn(await client.callTool({ name: 'secret', arguments: { name } })).split(' of ')[0];
    // What a change does not name stays.
    const other = { ...command, args: [FOREIGN, '--other'] };
    expect(await api.send<ServerBody>('PATCH', path, { command: other })).toMatchObject({ status: 200, body: { command: other, environment: [{ name: 'ONE', set: true }] } });
    expect(await lengthOf('ONE')).toBe(String(SECRET.length));
    expect(await api.send<ServerBody>('PATCH', path, { environment: { TWO: `${SECRET}!` } })).toMatchObject({ status: 200, body: { command: other, environment: [{ name: 'TWO', set: true }] } });
    await until(async () => (await lengthOf('TWO')) === String(SECRET.length + 1));
    expect(await lengthOf('ONE')).toBe('undefined');
    expect(JSON.stringify([await api.get(path), await api.get('/api/audit'), await logsOf(changing.id)])).not.toContain(SECRET);
    await api.send('DELETE', path);
  });

  it('ends the streams of who listens without a session when it is deleted', async () => {
    const leaving = await started({ name: 'leaving', command });
    const meta = { protocolVersion: '2026-07-28', clientInfo: { name: 'listener', version: '1' }, clientCapabilities: {} };
    const _meta = Object.fromEntries(Object.entries(meta).map(([name, value]) => [`io.modelcontextprotocol/${name}`, value]));
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', 'MCP-Protocol-Version': meta.protocolVersion, 'Mcp-Method': 'subscriptions/listen' };
    const stream = await fetch(at('leaving'), { method: 'POST', headers, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscriptions/listen', params: { notifications: { toolsListChanged: true }, _meta } }) });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    await api.send('DELETE', `/api/servers/${leaving.id}`);
    // It comes to its end, for it is over.
    await stream.text();
    expect((await fetch(at('leaving'))).status).toBe(404);
  });

  it('leaves no process behind when it is stopped', async () => {
    const { client } = await session();
    const pid = Number(textIn(await client.callTool({ name: 'whoami', arguments: {} })));
    const { process: main } = await api.get<ServerBody>(`/api/servers/${program.id}`);
    await act(program.id, 'stop');
    await until(() => !isRunning(pid) && !isRunning(main.pid as number));
    expect((await fetch(at('foreign'), { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } })).status).toBe(503);
  });
});

describe('A program that does not do', () => {
  it.each([
    ['is not there', { program: '/nowhere/at-all' }, /could not be spawned.*ENOENT/],
    ['ends at once', { ...command, args: [FOREIGN, '--fails'] }, /more than 1 times|exit code 3/],
    ['lists tools without end', { ...command, args: [FOREIGN, '--endless'] }, /list of tools is too long: at most 50000/],
  ])('fails when it %s, and says why', async (_, bad, reason) => {
    const server = await started({ name: `bad ${randomUUID()}`, command: bad, restartPolicy: { maxRestarts: 1 } });
    await until(async () => (await api.get<ServerBody>(`/api/servers/${server.id}`)).process.state === 'failed');
    const { process: last } = await api.get<ServerBody & { process: { lastExit: { reason: string; stderr: string[] } } }>(`/api/servers/${server.id}`);
    expect(last.lastExit?.reason).toMatch(reason);
    await api.send('DELETE', `/api/servers/${server.id}`);
  });

  it.each<[string, object, number, string]>([
    ['a setting of documents', { command, baseUrl: 'http://127.0.0.1:1' }, 422, 'NOT_OF_THIS_SERVER'],
    ['a look at the API behind it', { command, upstreamProbe: { target: { path: '/' } } }, 422, 'NOT_OF_THIS_SERVER'],
    ['a document as well', { command, openapiData: {} }, 400, 'BAD_REQUEST'],
    ['variables without a command', { openapiUrl: 'http://127.0.0.1:1/', environment: { A: 'b' } }, 422, 'NOT_OF_THIS_SERVER'],
    ['a folder that is no path', { command: { ...command, cwd: 'here' } }, 400, 'BAD_REQUEST'],
  ])('is refused with %s', async (_, body, status, code) => {
    expect(await create({ name: 'refused', ...body })).toMatchObject({ status, body: { code } });
  });
});
