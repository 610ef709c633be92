import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProblemBody, ServerBody } from '../../../../tests/support/bodies.js';
import { type RunningApi, startApi } from '../../../../tests/support/start-api.js';
import { until } from '../../../../tests/support/until.js';
import type { AuditEntryView } from './audit.schemas.js';

const TOKEN = 'canary-token-of-the-upstream';
const openapiData = { openapi: '3.0.0', info: { title: 'Books', version: '1' }, servers: [{ url: 'http://127.0.0.1:1' }], paths: { '/books': { get: { responses: { 200: { description: 'All.' } } } } } };

interface Page {
  items: AuditEntryView[];
  nextCursor: string | null;
}

let api: RunningApi;
let id: string;

beforeAll(async () => {
  api = await startApi();
  const created = await api.send<ServerBody>('POST', '/api/servers', { name: '=books', openapiData, auth: { type: 'bearer', token: TOKEN } });
  id = created.body.id;
  await api.send('PATCH', `/api/servers/${id}`, { description: 'of the library', auth: { type: 'bearer', token: `${TOKEN}-2` } });
  await api.send('POST', `/api/servers/${id}/start?wait=true`);
  await api.send('PATCH', `/api/servers/${id}`, { port: 70_000 });
  await fetch(`${api.url}/api/servers/${id}`, { method: 'DELETE', headers: { Origin: 'https://evil.test' } });
  await api.send('DELETE', `/api/servers/${id}`);
  await until(async () => (await entries()).length >= 6);
});

afterAll(() => api.stop());

const audit = (query = '') => api.get<Page & ProblemBody>(`/api/audit${query}`);
const entries = async () => (await audit()).items.toReversed();

describe('The audit', () => {
  it('has an entry for every request that would change something, also for what was refused, and for no other', async () => {
    expect((await entries()).map(({ action, status }) => `${action} ${status}`)).toEqual([
      'POST /api/servers 201',
      'PATCH /api/servers/:id 200',
      'POST /api/servers/:id/start 200',
      'PATCH /api/servers/:id 400',
      `DELETE /api/servers/${id} 403`,
      'DELETE /api/servers/:id 204',
    ]);
  });

  it('says who, from where, and to what', async () => {
    const [first] = await entries();
    expect(first).toMatchObject({ actor: { kind: 'local' }, ip: expect.stringContaining('127.0.0.1'), userAgent: expect.any(String), path: '/api/servers', target: { type: 'servers', id } });
    expect((await entries())[4]).toMatchObject({ actor: { kind: 'nobody', id: null }, status: 403 });
  });

  it('says what it was before and after, and of secrets only that they are others', async () => {
    const [created, changed, started, refused, , deleted] = await entries();
    expect(created?.changes).toMatchObject({ name: { before: null, after: '=books' }, sealedSecrets: { before: null, after: '(set)' } });
    expect(changed?.changes).toEqual({ description: { before: '', after: 'of the library' }, sealedSecrets: { before: '(set)', after: '(set, another)' } });
    expect(started?.changes).toMatchObject({ desiredState: { before: 'stopped', after: 'running' } });
    expect(refused?.changes).toBeNull();
    expect(deleted?.changes).toMatchObject({ name: { before: '=books', after: null } });
    expect(JSON.stringify(await audit())).not.toContain(TOKEN);
  });

  it.each<[string, string, number]>([
    ['by action', '?action=patch', 2],
    ['by target', '?target=servers', 5],
    ['by actor', '?actor=nobody-i-know', 0],
    ['by time', '?from=2100-01-01T00:00:00Z', 0],
    ['up to a time', '?to=2100-01-01T00:00:00Z', 6],
  ])('is searched %s', async (_, query, count) => {
    expect((await audit(query)).items).toHaveLength(count);
  });

  it('is read page by page', async () => {
    const all = (await audit()).items;
    const paged: AuditEntryView[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Page = await audit(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
    expect(await audit('?from=yesterday')).toMatchObject({ status: 400, detail: expect.stringContaining('from') });
  });

  it('is exported for spreadsheets, which run nothing of it, and for programs', async () => {
    const csv = await (await fetch(`${api.url}/api/audit/export`)).text();
    const [head, ...records] = csv.trimEnd().split('\r\n');
    expect(head).toBe('at,actor_kind,actor_id,actor_name,ip,user_agent,action,path,target_type,target_id,status,changes');
    expect(records).toHaveLength(6);
    const lines = (await (await fetch(`${api.url}/api/audit/export?format=ndjson`)).text()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual((await audit()).items);
  });
});
