import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServerBody } from '../../../../tests/support/bodies.js';
import { type RunningApi, startApi } from '../../../../tests/support/start-api.js';
import { until } from '../../../../tests/support/until.js';

const CHILD = fileURLToPath(new URL('../supervisor/testing/children/child.js', import.meta.url));
const SECRET = 'a-secret-of-the-upstream';
const openapiData = { openapi: '3.0.0', info: { title: 'Books', version: '1' }, servers: [{ url: 'http://127.0.0.1:1' }], paths: { '/books': { get: { responses: { 200: { description: 'All.' } } } } } };

interface Important {
  lines: { id: string; serverId: string | null; level: string; source: string; text: string }[];
  nextCursor: string | null;
}

let api: RunningApi;
let loud: string;

beforeAll(async () => {
  api = await startApi({ env: { MCP_SERVER_SCRIPT_PATH: CHILD, PROCESS_MAX_RETRIES: '0', ALERT_INTERVAL: '100' } });
  const lines = ['info  one', 'warn  two', `error three refused with ${SECRET}`, ...Array.from({ length: 300 }, (_, index) => `error again ${index}`), 'info  the last word'];
  loud = await start('says-what-it-is-told', { headers: { 'x-lines': JSON.stringify(lines), 'x-key': SECRET } });
  await until(async () => JSON.stringify(await api.get(`/api/processes/${loud}/logs`)).includes('the last word'));
});

afterAll(() => api.stop());

async function start(name: string, fields: object = {}): Promise<string> {
  const { body } = await api.send<ServerBody>('POST', '/api/servers', { name, openapiData, ...fields });
  await api.send('POST', `/api/servers/${body.id}/start?wait=true`);
  return body.id;
}

const important = (query: string) => api.get<Important>(`/api/logs/important?limit=1000&${query}`);

describe('Warnings and errors', () => {
  it('of a server are kept without its secrets, and found by words and level; what is no complaint is not kept', async () => {
    expect((await important(`serverId=${loud}&search=THREE`)).lines).toMatchObject([{ serverId: loud, level: 'error', source: 'stderr', text: 'error three refused with ***' }]);
    expect((await important(`serverId=${loud}&level=warn&search=two`)).lines).toHaveLength(1);
    expect((await important(`serverId=${loud}&search=the last word`)).lines).toEqual([]);
    expect((await important(`serverId=${loud}&from=2100-01-01T00:00:00Z`)).lines).toEqual([]);
  });

  it('of one that complains without end leave room for those of the others', async () => {
    const { lines } = await important(`serverId=${loud}`);
    expect(lines.length).toBeGreaterThanOrEqual(100);
    expect(lines.length).toBeLessThan(200);
  });

  it('are read page by page, the newest first', async () => {
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Important = await api.get(`/api/logs/important?serverId=${loud}&limit=30${cursor === '' ? '' : `&cursor=${cursor}`}`);
      paged.push(...page.lines.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual((await important(`serverId=${loud}`)).lines.map(({ id }) => id));
  });

  it('of the API itself are kept as well', async () => {
    const failed = await start('crash-on-start');
    await until(async () => (await important('of=api&search=has failed')).lines.length > 0);
    expect((await important('of=api')).lines).toEqual(expect.arrayContaining([expect.objectContaining({ serverId: null, level: 'warn', source: 'Alerts', text: expect.stringContaining('crash-on-start') })]));
    expect((await important('of=servers')).lines.every(({ serverId }) => serverId !== null)).toBe(true);
    await api.send('DELETE', `/api/servers/${failed}`);
  });

  it('outlive the server and its log files', async () => {
    await api.send('DELETE', `/api/servers/${loud}`);
    expect((await important(`serverId=${loud}&search=two`)).lines).toMatchObject([{ level: 'warn', text: 'warn  two' }]);
  });
});
