import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProblemBody, ServerBody } from './support/bodies.js';
import { connectSession } from './support/mcp-clients.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { type ServedDocument, startDocument } from './support/start-document.js';

interface DocumentBody {
  id: string;
  number: number;
  newest: number;
  isNew: boolean;
  revision: string;
  checkError: string | null;
}

let api: RunningApi;
let source: ServedDocument;

beforeAll(async () => {
  [api, source] = await Promise.all([startApi(), startDocument()]);
});

afterAll(async () => {
  await api.stop();
  await source.stop();
});

const post = <T = DocumentBody & ProblemBody>(path: string, body?: unknown) => api.send<T>('POST', `/api/documents${path}`, body);
const patch = (id: string, body: object, ifMatch?: string) =>
  fetch(`${api.url}/api/documents/${id}`, { method: 'PATCH', headers: { 'Content-Type': 'application/json', ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }) }, body: JSON.stringify(body) });
const serversOf = (document: string) => ({ name: `of-${document.slice(0, 8)}`, documentId: document });

describe('A new version of a document', () => {
  it('is shown as a difference of tools before it is applied, reaches the servers that run without ending their sessions, and can be taken back', async () => {
    source.write(source.withOperations('stays', 'goes'));
    const { body: document } = await post('', { openapiUrl: source.documentUrl });
    const { body: server } = await api.send<ServerBody>('POST', '/api/servers', serversOf(document.id));
    const { body: idle } = await api.send<ServerBody>('POST', '/api/servers', { name: 'idle', documentId: document.id });
    const started = await api.send<ServerBody>('POST', `/api/servers/${server.id}/start?wait=true`);
    const { client } = await connectSession(started.body.process.endpoint as string);
    const tools = async () => (await client.listTools()).tools.map(({ name }) => name).toSorted();

    source.write(source.withOperations('stays', 'comes'));
    expect(await post(`/${document.id}/refresh`)).toMatchObject({ status: 200, body: { number: 1, newest: 2, isNew: true, checkError: null } });
    expect(await api.get(`/api/documents/${document.id}/diff`)).toEqual({ from: 1, to: 2, added: ['comes'], removed: ['goes'], changed: [], unchanged: 1 });
    expect(await tools()).toEqual(['goes', 'stays']);

    const applied = await post<{ number: number; servers: object[] }>(`/${document.id}/versions/2/apply`);
    expect(applied.body).toMatchObject({ number: 2, servers: expect.arrayContaining([{ serverId: server.id, name: server.name, applied: 'reloaded', error: null }, { serverId: idle.id, name: 'idle', applied: 'stored', error: null }]) });
    expect(await tools()).toEqual(['comes', 'stays']);

    await post(`/${document.id}/versions/1/apply`);
    expect(await tools()).toEqual(['goes', 'stays']);
    const { versions } = await api.get<{ versions: object[] }>(`/api/documents/${document.id}/versions`);
    expect(versions).toMatchObject([{ number: 2, origin: 'fetched', inUse: false }, { number: 1, origin: 'created', inUse: true }]);
    expect(await (await fetch(`${api.url}/api/documents/${document.id}/versions/2/content`)).json()).toEqual(source.withOperations('stays', 'comes'));
    expect(await post(`/${document.id}/versions/9/apply`)).toMatchObject({ status: 404, body: { code: 'VERSION_NOT_FOUND' } });
    await client.close();
    for (const { id } of [server, idle]) await api.send('DELETE', `/api/servers/${id}`);
  });

  it('that is handed in tells changed arguments', async () => {
    const withQuery = (type: string, required: boolean) => ({
      openapi: '3.0.3',
      info: { title: 'Query', version: '1' },
      servers: [{ url: 'http://127.0.0.1:1' }],
      paths: { '/a': { get: { operationId: 'a', parameters: [{ name: 'q', in: 'query', required, schema: { type } }], responses: { 200: { description: 'Fine.' } } } } },
    });
    const { body: document } = await post('', { openapiData: withQuery('string', false) });
    expect(await (await patch(document.id, { openapiData: withQuery('integer', true) })).json()).toMatchObject({ number: 1, newest: 2, isNew: true });
    expect(await api.get(`/api/documents/${document.id}/diff`)).toMatchObject({ added: [], removed: [], changed: [{ name: 'a', arguments: { changed: ['q'], nowRequired: ['q'] } }] });
  });

  it('that is broken is none: the line is told, and the old one stays', async () => {
    const { body: document } = await post('', { openapiData: source.withOperations('a') });
    const answer = await patch(document.id, { openapiData: 'openapi: 3.0.3\ninfo: {title: x, version: "1"}\npaths: [\n' });
    expect([answer.status, await answer.json()]).toMatchObject([422, { code: 'DOCUMENT_SYNTAX', line: expect.any(Number) }]);
    expect((await api.get<{ versions: object[] }>(`/api/documents/${document.id}/versions`)).versions).toHaveLength(1);
  });
});

describe('The address of a document', () => {
  it('is asked with a credential of its own, which is sealed and never shown, and with the tag of the last answer', async () => {
    source.write(source.withOperations('guarded'));
    source.guard('Bearer the-secret-of-the-address');
    const auth = { type: 'bearer', token: 'the-secret-of-the-address' };
    expect(await post('', { openapiUrl: source.documentUrl })).toMatchObject({ status: 422, body: { code: 'DOCUMENT_STATUS' } });
    expect(await post<{ valid: boolean }>('/validate', { openapiUrl: source.documentUrl, auth })).toMatchObject({ status: 200, body: { valid: true } });
    const { status, body: document } = await post('', { openapiUrl: source.documentUrl, auth, refreshIntervalMs: 60_000 });
    expect(status).toBe(201);
    expect(document).toMatchObject({ auth: { type: 'bearer', set: true }, refreshIntervalMs: 60_000 });
    source.looks.length = 0;
    expect((await post(`/${document.id}/refresh`)).body).toMatchObject({ newest: 1, isNew: false });
    expect(source.looks).toEqual([304]);
    expect(JSON.stringify([document, await api.get('/api/documents')]) + api.output()).not.toContain('the-secret');
    const moved = await patch(document.id, { auth: null });
    expect(await moved.json()).toMatchObject({ auth: null });
    expect(await post(`/${document.id}/refresh`)).toMatchObject({ status: 422, body: { code: 'DOCUMENT_STATUS' } });
    expect(await api.get(`/api/documents/${document.id}`)).toMatchObject({ checkError: expect.stringContaining('401') });
  });
});

describe('A document before it is kept', () => {
  const text = 'openapi: 3.0.3\ninfo: {title: Tea, version: "1"}\nservers: [{url: "https://tea.test"}]\npaths:\n  /tea:\n    get: {operationId: tea, responses: {"200": {description: Fine.}}}\n';

  it('is previewed with its overlays', async () => {
    const overlay = 'overlay: 1.0.0\ninfo: {title: x, version: "1"}\nactions:\n  - target: $.paths["/tea"].get\n    update: {operationId: pour}\n';
    const { body } = await post<{ tools: { name: string }[] }>('/preview', { openapiData: text, overlays: [overlay] });
    expect(body.tools.map(({ name }) => name)).toEqual(['pour']);
  });

  it('is validated: what is wrong is told with its place', async () => {
    expect(await post('/validate', { openapiData: text })).toMatchObject({ status: 200, body: { valid: true, toolCount: 1, errors: [] } });
    expect(await post('/validate', { openapiData: `${text}  bad: [` })).toMatchObject({ status: 200, body: { valid: false, errors: [{ code: 'DOCUMENT_SYNTAX', line: expect.any(Number) }] } });
  });

  it('is uploaded as a file, if it is one, and not too large', async () => {
    const upload = (body: string | Uint8Array, type = 'application/yaml') => fetch(`${api.url}/api/documents/upload`, { method: 'POST', headers: { 'Content-Type': type }, body });
    const uploaded = await upload(text);
    expect([uploaded.status, await uploaded.json()]).toMatchObject([201, { title: 'Tea', toolCount: 1 }]);
    expect((await upload(new Uint8Array([0xff, 0xfe, 0xfd]))).status).toBe(422);
    expect((await upload(text, 'text/plain')).status).toBe(415);
    expect((await upload(new Uint8Array(33 * 1024 * 1024))).status).toBe(413);
  });

  const form = (parts: [string, string | Blob][]) => {
    const body = new FormData();
    for (const [name, part] of parts) body.append(name, part);
    return body;
  };

  it.each<[string, () => [string, string | Blob][], number, object]>([
    ['with the file alone', () => [['file', new File([text], 'tea.yaml')]], 201, { title: 'Tea', toolCount: 1 }],
    ['without a file', () => [], 400, { code: 'FILE_MISSING' }],
    ['with an empty one', () => [['file', new File([], 'tea.yaml')]], 400, { code: 'FILE_MISSING' }],
    ['with it under another name', () => [['document', new File([text], 'tea.yaml')]], 400, { detail: expect.stringContaining('document') }],
    ['with two files', () => [['file', new File([text], 'tea.yaml')], ['file', new File([text], 'tea.yaml')]], 400, { status: 400 }],
    ['with more than the file', () => [['file', new File([text], 'tea.yaml')], ['name', 'tea']], 400, { status: 400 }],
    ['with one that is not text', () => [['file', new File([new Uint8Array([0xff, 0xfe, 0xfd])], 'tea.yaml')]], 422, { code: 'DOCUMENT_SYNTAX' }],
    ['with one that is too large', () => [['file', new File([new Uint8Array(33 * 1024 * 1024)], 'tea.yaml')]], 413, { status: 413 }],
  ])('is uploaded in a form %s', async (_, parts, status, expected) => {
    const answer = await fetch(`${api.url}/api/documents/upload`, { method: 'POST', body: form(parts()) });
    expect([answer.status, await answer.json()]).toMatchObject([status, expected]);
  });

  it('is not uploaded in the form of a foreign page, and in a form nothing else is taken', async () => {
    const foreign = await fetch(`${api.url}/api/documents/upload`, { method: 'POST', headers: { Origin: 'https://evil.test' }, body: form([['file', new File([text], 'tea.yaml')]]) });
    expect([foreign.status, await foreign.json()]).toMatchObject([403, { code: 'ORIGIN_REFUSED' }]);
    expect((await fetch(`${api.url}/api/documents`, { method: 'POST', body: form([['openapiData', text]]) })).status).toBe(415);
  });
});

describe('Two people who change the same thing', () => {
  it.each<[string, () => object, object, object]>([
    ['documents', () => ({ openapiData: source.withOperations('a') }), { autoApply: true }, { autoApply: false }],
    ['servers', () => ({ name: 'shared', openapiData: source.withOperations('a') }), { description: 'first' }, { description: 'second' }],
    ['groups', () => ({ name: 'shared' }), { description: 'first' }, { description: 'second' }],
    ['alert-rules', () => ({ name: 'shared', metric: 'failed' }), { forSeconds: 1 }, { forSeconds: 2 }],
  ])('of %s: the second is told, and changes nothing', async (kind, create, first, second) => {
    const { body } = await api.send<{ id: string }>('POST', `/api/${kind}`, create());
    const path = `${api.url}/api/${kind}/${body.id}`;
    const tag = (await fetch(path)).headers.get('etag') as string;
    const change = (fields: object, ifMatch: string) => fetch(path, { method: 'PATCH', headers: { 'Content-Type': 'application/json', 'If-Match': ifMatch }, body: JSON.stringify(fields) });
    const changed = await change(first, tag);
    expect(changed.status).toBe(200);
    const refused = await change(second, tag);
    expect([refused.status, await refused.json()]).toMatchObject([412, { code: 'PRECONDITION_FAILED' }]);
    expect((await fetch(path, { method: 'DELETE', headers: { 'If-Match': tag } })).status).toBe(412);
    expect(await (await fetch(path)).json()).toMatchObject(first);
    expect((await change(second, changed.headers.get('etag') as string)).status).toBe(200);
    expect((await fetch(path, { method: 'DELETE', headers: { 'If-Match': '*' } })).status).toBe(204);
  });

  it('are told field by field what is wrong with a body', async () => {
    const { body } = await api.send<ProblemBody & { errors: { field: string }[] }>('POST', '/api/servers', { name: '', limits: { retries: 'x' }, openapiData: source.withOperations('a') });
    expect(body).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    expect(body.errors.map(({ field }) => field)).toEqual(['name', 'limits.retries']);
  });
});

