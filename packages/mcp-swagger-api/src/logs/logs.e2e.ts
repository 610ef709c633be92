import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LogLineView, ProcessView } from 'mcp-swagger-ipc';
import { io } from 'socket.io-client';
import type { ProblemBody, ServerBody } from '../../../../tests/support/bodies.js';
import { type RunningApi, startApi } from '../../../../tests/support/start-api.js';
import { until } from '../../../../tests/support/until.js';
import { toRecord } from './log-record.js';

const CHILD = fileURLToPath(new URL('../supervisor/testing/children/child.js', import.meta.url));
const MAX_SIZE = 64 * 1024;

const env = { MCP_SERVER_SCRIPT_PATH: CHILD, LOG_MAX_SIZE: String(MAX_SIZE), LOG_MAX_FILES: '4', LOG_MEMORY_LINES: '20', LOG_MAX_RATE: '1000' };
const openapiData = { openapi: '3.0.0', info: { title: 'Books', version: '1' }, servers: [{ url: 'http://127.0.0.1:1' }], paths: { '/books': { get: { responses: { 200: { description: 'All.' } } } } } };

interface Lines {
  lines: LogLineView[];
  nextCursor: string | null;
  complete: boolean;
  counts: { received: number; dropped: number; lost: number; isWriting: boolean };
}

const dataDir = await mkdtemp(join(tmpdir(), 'mcp-swagger-logs-'));
let api: RunningApi;
let told: string;

const spoken = [
  'info  one',
  'warn  two',
  'error three refused',
  '{"level":50,"msg":"four"}',
  ...Array.from({ length: 60 }, (_, index) => `info  call ${index} took ${index % 7} ms`),
  'info  the last word',
];

const LONG = `debug ${'x'.repeat(5_000)}`;

/** A hundred and more steps at each character: a tenth of a second for a line of 4,000. */
const COSTLY = '.*a.{130}\\d';

const SECRET = 'a-secret-of-the-upstream';
const said = [...spoken.slice(0, -1), LONG, `info  sent x-key ${SECRET}`, 'info  the last word'];
spoken.splice(-1, 0, `${LONG.slice(0, 4_000)}… (5006 characters)`, 'info  sent x-key ***');

async function create(name: string, body: object = {}): Promise<string> {
  const created = await api.send<ServerBody>('POST', '/api/servers', { name, openapiData, ...body });
  expect(created.status).toBe(201);
  return created.body.id;
}

const act = (id: string, action: string) => api.send<ServerBody>('POST', `/api/servers/${id}/${action}?wait=true`);
const ask = (id: string, query = '') => api.get<Lines & ProblemBody>(`/api/processes/${id}/logs${query}`);
const texts = ({ lines }: { lines: LogLineView[] }) => lines.map(({ text }) => text);

beforeAll(async () => {
  api = await startApi({ env, dataDir });
  told = await create('says-what-it-is-told', { headers: { 'x-lines': JSON.stringify(said), 'x-key': SECRET } });
  await act(told, 'start');
  await until(async () => texts(await ask(told)).includes('info  the last word'));
});

afterAll(async () => {
  await api.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** A file of some megabytes, from long ago. */
async function writeOldFile(): Promise<void> {
  const record = (index: number) => toRecord({ id: index + 1, serverId: told, timestamp: '2001-01-01T00:00:00.000Z', stream: 'stderr', level: 'info', text: `old line ${index}` });
  await writeFile(join(dataDir, 'logs', told, '1.ndjson'), Array.from({ length: 30_000 }, (_, index) => record(index)).join(''));
}

/** All lines that a query has, page by page, oldest first. */
async function all(query: string, limit: number): Promise<LogLineView[]> {
  const found: LogLineView[] = [];
  let cursor = '';
  for (;;) {
    const page = await ask(told, `?limit=${limit}&${query}${cursor}`);
    found.unshift(...page.lines);
    if (page.nextCursor === null) return found;
    cursor = `&before=${page.nextCursor}`;
  }
}

describe('The log of a server', () => {
  it('has every line once, in order, page by page, from memory and files alike', async () => {
    const lines = (await all('stream=stderr', 9)).map(({ text }) => text);
    expect(lines).toEqual(spoken);
  });

  it('says how serious each line is, as its logger said', async () => {
    expect(texts(await ask(told, '?level=error'))).toEqual(['error three refused', '{"level":50,"msg":"four"}']);
    expect(texts(await ask(told, '?level=warn,error&limit=1'))).toEqual(['{"level":50,"msg":"four"}']);
  });

  it.each([
    ['text in any case of letters', 'search=THREE', ['error three refused']],
    ['an expression', 'regex=true&search=call 1[23] ', ['info  call 12 took 5 ms', 'info  call 13 took 6 ms']],
    ['what it must not hold', 'stream=stderr&exclude=call&level=info', ['info  one', 'info  sent x-key ***', 'info  the last word']],
    ['nothing, when nothing is like that', 'search=nowhere', []],
  ])('is searched for %s', async (_, query, expected) => {
    expect(texts({ lines: await all(query, 100) })).toEqual(expected);
  });

  it('is searched in a range of time', async () => {
    const [first] = await all('stream=stderr', 100);
    const at = encodeURIComponent(first?.timestamp ?? '');
    expect((await ask(told, `?to=${at}`)).lines.every(({ stream }) => stream === 'supervisor')).toBe(true);
    expect((await ask(told, `?from=${at}&search=one`)).lines).toHaveLength(1);
    expect((await ask(told, '?from=2100-01-01T00:00:00Z')).lines).toEqual([]);
  });

  it('shows what stands around a line', async () => {
    const [hit] = (await ask(told, '?search=three')).lines;
    const context = await api.get<{ before: LogLineView[]; line: LogLineView; after: LogLineView[] }>(`/api/processes/${told}/logs/${hit?.id}/context?before=2&after=2`);
    expect([context.before, [context.line], context.after].map((lines) => lines.map(({ text }) => text))).toEqual([
      ['info  one', 'warn  two'],
      ['error three refused'],
      ['{"level":50,"msg":"four"}', 'info  call 0 took 0 ms'],
    ]);
    expect(await api.get<ProblemBody>(`/api/processes/${told}/logs/1/context`)).toMatchObject({ status: 404, code: 'LINE_NOT_FOUND' });
  });

  it.each<[string, string, RegExp]>([
    ['an expression that is none', '?regex=true&search=(', /RE2/],
    ['a level that is none', '?level=loud', /level/],
    ['a time that is none', '?from=yesterday', /from: an instant like/],
    ['a cursor that is none', '?before=now', /before: the id of a line/],
    ['more lines than there may be', '?limit=5000', /limit/],
  ])('refuses %s', async (_, query, detail) => {
    const problem = await ask(told, query);
    expect(problem.status).toBe(400);
    expect(problem.detail).toMatch(detail);
  });

  it('is downloaded whole, for people and for programs', async () => {
    const response = await fetch(`${api.url}/api/processes/${told}/logs/download?stream=stderr`);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="says-what-it-is-told.log"');
    const lines = (await response.text()).trimEnd().split('\n');
    expect(lines).toHaveLength(spoken.length);
    expect(lines[2]).toMatch(/^\S+Z error stderr {5}error three refused$/);
    const records = await (await fetch(`${api.url}/api/processes/${told}/logs/download?format=ndjson&search=three`)).text();
    expect(JSON.parse(records)).toMatchObject({ serverId: told, level: 'error', text: 'error three refused' });
  });

  it('comes live as server-sent events, and whoever comes back is told what he missed', async () => {
    const tail = await openTail(`/api/processes/${told}/logs/stream?search=generation`);
    await act(told, 'restart');
    await until(async () => tail.events.some(({ text }) => text.includes('generation 2')));
    expect(tail.events.every(({ text }) => text.includes('generation'))).toBe(true);
    tail.close();
    const seen = (await ask(told, '?search=the last word&limit=1')).lines[0];
    await act(told, 'stop');
    const again = await openTail('/api/logs/stream', { 'Last-Event-ID': String(seen?.id) });
    await until(async () => again.events.some(({ text }) => text.includes('ended')));
    again.close();
  });

  it('never held a secret, in memory or in a file', async () => {
    const folder = join(dataDir, 'logs', told);
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
    expect(files.join('')).toContain('sent x-key ***');
    expect(files.join('')).not.toContain(SECRET);
  });

  it('is searched beside the API by an expression that takes long, and to the end', async () => {
    const costly = await create('says-long-lines');
    await act(costly, 'start');
    await until(async () => (await ask(costly)).counts.received === 5);
    const found = await ask(costly, `?regex=true&search=${encodeURIComponent(COSTLY)}`);
    expect(found).toMatchObject({ complete: true, lines: [{ text: `${'a'.repeat(140)}7` }] });
    await api.send('DELETE', `/api/servers/${costly}`);
  });

  it('is there after the API was started anew, and goes on', async () => {
    const before = (await all('stream=stderr', 100)).map(({ id }) => id);
    await api.stop();
    await writeOldFile();
    api = await startApi({ env, dataDir });
    await act(told, 'start');
    await until(async () => (await all('search=the last word', 100)).length === 3);
    const after = (await all('stream=stderr&from=2020-01-01T00:00:00Z', 100)).map(({ id }) => id);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after).toEqual(after.toSorted((a, b) => a - b));
  });

  it('is searched in a thread of its own where it is large', async () => {
    expect(texts({ lines: await all('search=old line 2999', 6) })).toEqual(['old line 2999', ...Array.from({ length: 10 }, (_, index) => `old line 2999${index}`)]);
    expect(texts(await ask(told, '?regex=true&search=^old line .*00$&after=0&limit=2'))).toEqual(['old line 100', 'old line 200']);
  });
});

describe('A child that floods its stderr', () => {
  it('is held down to a rate, told of, and keeps nobody else from anything', async () => {
    const socket = io(api.url, { transports: ['websocket'] });
    const noisy = await create('floods-stderr');
    let dropped = 0;
    socket.on('processLogsUpdated', (frame: { dropped: number }) => (dropped += frame.dropped));
    await socket.emitWithAck('subscribeServerLogs', { serverId: noisy });
    try {
      await act(noisy, 'start');
      await until(async () => (await ask(noisy)).counts.dropped > 100_000);
      expect((await ask(noisy)).counts).toMatchObject({ lost: 0, isWriting: true });
      await until(async () => dropped > 1_000);
      await until(async () => (await ask(noisy, '?search=LOG_MAX_RATE')).lines.length > 0);
      // The others are answered, and have lost nothing.
      expect((await ask(told)).counts.dropped).toBe(0);
      expect((await act(told, 'restart')).body.process.state).toBe('running');
      await act(noisy, 'stop');
      const folder = join(dataDir, 'logs', noisy);
      let sizes: number[] = [];
      await until(async () => {
        const names = await readdir(folder);
        // One may be packed, and so be another file, between the two looks.
        sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size)).catch(() => []);
        return sizes.length > 0 && names.length <= 4 && names.some((name) => name.endsWith('.gz'));
      });
      // A file is closed once it has its size; the last batch may go beyond it.
      for (const size of sizes) expect(size).toBeLessThan(MAX_SIZE + 512 * 1024);
    } finally {
      socket.disconnect();
      await api.send('DELETE', `/api/servers/${noisy}`);
    }
    await until(async () => !(await readdir(join(dataDir, 'logs'))).includes(noisy));
  });
});

describe('Expressions that take long for each line', () => {
  it('keep nobody from anything while a child floods: who looks on is told how many lines were not looked at', async () => {
    const noisy = await create('floods-long-lines');
    const path = (search: string) => `/api/processes/${noisy}/logs/stream?regex=true&search=${encodeURIComponent(search)}`;
    const tails = [await openTail(path(COSTLY)), await openTail(`/api/logs/stream?regex=true&search=${encodeURIComponent(`^${COSTLY}`)}`)];
    const decent = await openTail(`/api/processes/${noisy}/logs/stream?search=generation`);
    try {
      // Every second brings fifty lines, and each expression would want some of these seconds for them.
      await act(noisy, 'start');
      await until(() => Promise.resolve(tails.every(({ unexamined }) => unexamined() > 20)));
      expect(decent.events.map(({ text }) => text)).toEqual([expect.stringContaining('generation 1')]);
      // Searches and downloads with them are others' time as well.
      const download = new AbortController();
      const downloads = Array.from({ length: 3 }, () => fetch(`${api.url}/api/processes/${noisy}/logs/download?regex=true&search=${encodeURIComponent(COSTLY)}`, { signal: download.signal }));
      expect((await act(told, 'restart')).body.process.state).toBe('running');
      expect((await act(noisy, 'stop')).body.process.state).toBe('stopped');
      download.abort();
      await Promise.allSettled(downloads);
    } finally {
      for (const tail of [...tails, decent]) tail.close();
      await api.send('DELETE', `/api/servers/${noisy}`);
    }
  });
});

describe('A child that puts 100 MB on its stderr', () => {
  it('is read to the end, each line counted, in memory that does not grow with it', async () => {
    const before = await peakMemory();
    const loud = await create('100-megabytes-on-stderr');
    const { process: begun } = (await act(loud, 'start')).body;
    await until(async () => (await ask(loud)).counts.received >= 100_001);
    const { counts } = await ask(loud);
    expect(counts.received).toBe(100_001);
    // At the rate that may be read, all of it would take longer than a test may.
    expect(counts.dropped).toBeGreaterThan(0);
    expect((await peakMemory()) - before).toBeLessThan(100);
    expect((await api.get<ProcessView>(`/api/processes/${loud}`))).toMatchObject({ state: 'running', generation: 1, pid: begun.pid });
    expect((await act(told, 'restart')).body.process.state).toBe('running');
  });
});

/** The most memory that the API has had up to now, in MB; nothing where the system does not tell. */
async function peakMemory(): Promise<number> {
  const status = await readFile(`/proc/${api.process.pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
}

async function openTail(path: string, headers: Record<string, string> = {}) {
  const closing = new AbortController();
  const response = await fetch(api.url + path, { headers, signal: closing.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const events: LogLineView[] = [];
  let unexamined = 0;
  void read(response, (name, told) => (name === 'line' ? events.push(told as LogLineView) : (unexamined += (told as { count: number }).count))).catch(() => {});
  return { events, unexamined: () => unexamined, close: () => closing.abort() };
}

async function read(response: Response, take: (name: string, told: unknown) => void): Promise<void> {
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const [, name, data] = /^event: (line|unexamined)\ndata: (.*)$/m.exec(part) ?? [];
      if (name !== undefined && data !== undefined) take(name, JSON.parse(data));
    }
  }
}
