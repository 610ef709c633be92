import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProblemBody, ServerBody } from './support/bodies.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';

let api: RunningApi;
let upstream: Upstream;

beforeAll(async () => {
  [api, upstream] = await Promise.all([startApi({ env: { PROCESS_MAX_SERVERS: '3' } }), startUpstream()]);
});

afterAll(async () => {
  await api.stop();
  await upstream.stop();
});

const create = (body: object) => api.send<ProblemBody & ServerBody>('POST', '/api/servers', body);
const remove = (id: string) => api.send('DELETE', `/api/servers/${id}`);

/** A port that nobody listens on: it was ours a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** fetch does not let a caller set Host. */
function statusWith(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpRequest(`${api.url}/api/servers`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end();
  });
}

describe('Bad input gets a clear error', () => {
  it.each<[string, string, number, string, RegExp]>([
    ['YAML that does not parse', 'openapi: 3.0.0\ninfo: [unclosed', 422, 'DOCUMENT_SYNTAX', /line|flow|expected/i],
    ['an HTML page', '<!doctype html><html></html>', 422, 'DOCUMENT_HTML', /HTML/],
    ['something that is no OpenAPI', '{"hello":"world"}', 422, 'DOCUMENT_NOT_OPENAPI', /OpenAPI/],
    ['a version of the future', '{"openapi":"9.0.0","info":{},"paths":{}}', 422, 'DOCUMENT_VERSION', /9\.0\.0/],
  ])('for %s', async (_, openapiData, status, code, detail) => {
    const answer = await create({ name: 'bad', openapiData });
    expect(answer).toMatchObject({ status, body: { code, status } });
    expect(answer.body.detail).toMatch(detail);
  });

  it('for a URL that nobody answers, naming it', async () => {
    const port = await freePort();
    const answer = await create({ name: 'bad', openapiUrl: `http://127.0.0.1:${port}/openapi.json` });
    expect(answer).toMatchObject({ status: 422, body: { code: 'DOCUMENT_UNREACHABLE' } });
    expect(answer.body.detail).toContain(String(port));
  });

  it('for a URL that answers 404', async () => {
    const answer = await create({ name: 'bad', openapiUrl: `${upstream.url}/nothing-here` });
    expect(answer).toMatchObject({ status: 422, body: { code: 'DOCUMENT_STATUS', detail: expect.stringContaining('404') } });
  });

  it('for the address of a metadata service', async () => {
    const answer = await create({ name: 'bad', openapiUrl: 'http://169.254.169.254/latest/meta-data' });
    expect(answer).toMatchObject({ status: 422, body: { code: 'DOCUMENT_FORBIDDEN' } });
  });

  it.each<[string, object, RegExp]>([
    ['no name', { openapiData: '{}' }, /name/],
    ['no document', { name: 'x' }, /exactly one of openapiUrl, openapiData, documentId and command/],
    ['two documents', { name: 'x', openapiData: '{}', openapiUrl: 'http://a.test/' }, /exactly one/],
    ['a URL that is none', { name: 'x', openapiUrl: 'file:///etc/passwd' }, /openapiUrl/],
    ['a field that does not exist', { name: 'x', openapiData: '{}', opanapiUrl: 'x' }, /opanapiUrl/],
    ['a header that breaks the line', { name: 'x', openapiData: '{}', headers: { 'X-A': 'b\r\nX-C: d' } }, /headers/],
    ['a transport that is not served', { name: 'x', openapiData: '{}', transport: 'pigeon' }, /streamable/],
    ['a port out of range', { name: 'x', openapiData: '{}', port: 70_000 }, /port/],
  ])('for a body with %s', async (_, body, detail) => {
    const answer = await create(body);
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toMatch(detail);
  });

  it.each<[string, string, object, string[]]>([
    ['POST', 'documents', { openapiUrl: 5 }, ['openapiUrl']],
    ['POST', 'documents', { openapiData: '' }, ['openapiData']],
    ['POST', 'documents', { openapiData: '{}', refreshIntervalMs: 1, autoApply: 'yes' }, ['refreshIntervalMs', 'autoApply']],
    ['POST', 'documents', { openapiData: '{}', refreshInterval: 60_000 }, ['']],
    ['POST', 'documents', { openapiUrl: 'http://a.test/', auth: { type: 'basic', username: 'a' } }, ['auth.password']],
    ['POST', 'documents/preview', { openapiData: '{}', overlays: 'x' }, ['overlays']],
    ['POST', 'documents/preview', { openapiData: '{}', filters: { include: [5] } }, ['filters.include.0']],
    ['POST', 'documents/validate', { openapiData: '{}', overlays: [''] }, ['overlays.0']],
    ['PATCH', 'documents/8c1f2f9e-6f0c-4f9a-9d2e-0d6b4f6f1a11', {}, ['']],
    ['PATCH', 'documents/8c1f2f9e-6f0c-4f9a-9d2e-0d6b4f6f1a11', { autoApply: 1 }, ['autoApply']],
    ['POST', 'alert-rules', { metric: 'failed' }, ['name']],
    ['POST', 'alert-rules', { name: 'x'.repeat(101), metric: 'failed', emails: ['nobody'], forSeconds: -1 }, ['name', 'forSeconds', 'emails.0']],
    ['POST', 'alert-rules', { name: 'x', metric: 'failed', webhook: { url: 'http://a.test', secret: 'short' } }, ['webhook.secret']],
    ['PATCH', 'alert-rules/8c1f2f9e-6f0c-4f9a-9d2e-0d6b4f6f1a11', { severity: 'bad', treshold: 5 }, ['severity', '']],
    ['GET', 'alerts?state=open&limit=0', {}, ['limit', 'state']],
    ['GET', 'audit?from=yesterday&limit=x', {}, ['limit', 'from']],
    ['GET', 'logs?level=loud', {}, ['level.0']],
    ['GET', 'logs/important?level=info&of=me&to=now', {}, ['to', 'of', 'level']],
    ['GET', 'mcp/connections/history?kind=none', {}, ['kind']],
    ['GET', 'servers/8c1f2f9e-6f0c-4f9a-9d2e-0d6b4f6f1a11/calls?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', {}, ['from']],
    ['GET', 'servers/8c1f2f9e-6f0c-4f9a-9d2e-0d6b4f6f1a11/health/history?healthy=perhaps', {}, ['healthy']],
    ['GET', 'processes/8c1f2f9e-6f0c-4f9a-9d2e-0d6b4f6f1a11/events?type=x', {}, ['type']],
  ])('field by field: %s %s with %j', async (method, path, body, fields) => {
    const response = await fetch(`${api.url}/api/${path}`, { method, ...(method === 'GET' ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }) });
    const problem = (await response.json()) as ProblemBody & { errors: { field: string; message: string }[] };
    expect(problem).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    expect(problem.errors.map(({ field }) => field).toSorted()).toEqual(fields.toSorted());
    expect(problem.errors.every(({ message }) => message.length > 0)).toBe(true);
  });

  it('for a body that is not JSON', async () => {
    const response = await fetch(`${api.url}/api/servers`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{nonsense' });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it.each(['/api/servers/nobody', '/api/servers/8c1f2f9e-6f0c-4f9a-9d2e-0d6b4f6f1a11', '/api/processes/nobody', '/api/processes/nobody/logs', '/api/mcp/connections/nobody', '/api/documents/nobody', '/api/servers/nobody/mcp/connections'])(
    'for %s: 404, and what to ask instead',
    async (path) => {
      const problem = await api.get<ProblemBody>(path);
      expect(problem).toMatchObject({ status: 404, detail: expect.stringContaining('/api/') });
    },
  );

  it('for a path of the API that does not exist', async () => {
    expect(await api.get('/api/nothing')).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it('for a name that is taken, a port that a server has, and one server too many', async () => {
    const port = await freePort();
    const first = await create({ name: 'first', openapiData: upstream.document, port });
    expect(first.status).toBe(201);
    expect(await create({ name: 'first', openapiData: upstream.document })).toMatchObject({ status: 409, body: { code: 'SERVER_NAME_TAKEN' } });
    expect(await create({ name: 'second', openapiData: upstream.document, port })).toMatchObject({
      status: 409,
      body: { code: 'PORT_TAKEN', detail: expect.stringContaining(`Port ${port} is taken by server first`) },
    });
    const others = [await create({ name: 'second', openapiData: upstream.document }), await create({ name: 'third', openapiData: upstream.document })];
    expect(await create({ name: 'fourth', openapiData: upstream.document })).toMatchObject({ status: 409, body: { code: 'TOO_MANY_SERVERS' } });
    for (const { body } of [first, ...others]) expect((await remove(body.id)).status).toBe(204);
  });

  it('for a port that another program has: failed at once, with the reason, and no crash loop', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { body } = await create({ name: 'late', openapiData: upstream.document, port });
    const started = await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`);
    expect(started.body.process).toMatchObject({ state: 'failed', generation: 1, restarts: 0 });
    expect(started.body.process.lastExit?.reason).toContain(String(port));
    other.close();
    await once(other, 'close');
    const again = await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`);
    expect(again.body.process.state).toBe('running');
    await remove(body.id);
  });

  it('for requests that are not of this machine: a rebound name, a foreign page, a proxy', async () => {
    expect(await statusWith({})).toBe(200);
    expect(await statusWith({ Host: 'evil.test' })).toBe(403);
    expect(await statusWith({ Origin: 'https://evil.test' })).toBe(403);
    expect(await statusWith({ 'X-Forwarded-For': '1.2.3.4' })).toBe(403);
    const socket = await fetch(`${api.url}/socket.io/?EIO=4&transport=polling`, { headers: { Origin: 'https://evil.test' } });
    expect(socket.status).toBe(403);
  });

  it('and after all that nothing is lost, and nothing is left', async () => {
    expect(await api.get('/api/servers')).toEqual({ servers: [] });
    expect(await api.get('/api/documents')).toEqual({ documents: [] });
    expect((await create({ name: 'fine', openapiData: upstream.document })).status).toBe(201);
  });
});

describe('A start that cannot be', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['a wrong variable', { PORT: 'eighty' }, /PORT: a whole number/],
    ['the network without a password', { HOST: '0.0.0.0' }, /ADMIN_PASSWORD/],
    ['a database that nobody answers', { DATABASE_URL: 'postgres://user:hunter2@127.0.0.1:1/x' }, /DATABASE_URL/],
  ])('for %s ends with its name and no secret', async (_, env, says) => {
    const failure = await startApi({ env }).then(
      () => 'It started.',
      (error: Error) => error.message,
    );
    expect(failure).toMatch(says);
    expect(failure).not.toContain('hunter2');
  });

  it('for a port that is taken ends with the port and the remedy', async () => {
    const { port } = new URL(api.url);
    await expect(startApi({ env: { PORT: port } })).rejects.toThrow(new RegExp(`Port ${port} .* is taken`));
  });
});
