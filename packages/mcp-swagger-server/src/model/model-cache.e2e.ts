import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DocumentModel, ModelOptions } from './document-model.js';
import type { ModelRequest } from './load-requested.js';
import { loadModel } from './load-model.js';
import { ModelCache } from './model-cache.js';

const OPTIONS: ModelOptions = { filters: {}, outputSchemas: 'relaxed', toolMode: 'all', toolBudget: 32_000 };
let folder: string;
let cacheDirectory: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-model-'));
  cacheDirectory = join(folder, 'cache');
});
afterEach(() => rm(folder, { recursive: true }));

/** A document that is large enough to be kept, and that may refer to a file beside it. */
function large(operationId = 'one', path: unknown = { get: { operationId, summary: 'x'.repeat(120_000), responses: {} } }): string {
  return JSON.stringify({ openapi: '3.1.0', info: { title: 'Large', version: '1', description: 'y'.repeat(120_000) }, paths: { '/a': path } });
}

async function load(change: Partial<ModelRequest> = {}): Promise<DocumentModel> {
  const request: ModelRequest = {
    source: { file: join(folder, 'api.json') },
    overlays: [],
    outgoing: { allowPrivateNetwork: false, operatorHosts: [] },
    allowFiles: true,
    options: OPTIONS,
    cacheDirectory,
    buildId: 'build-1',
    ...change,
  };
  const { model, kept } = await loadModel(request);
  await kept;
  return model;
}

const kept = async (): Promise<string[]> => (await readdir(cacheDirectory).catch(() => [])).map((name) => join(cacheDirectory, name));

/** Changes what is kept, so that a test sees where a model came from. */
async function mark(title: string): Promise<void> {
  for (const file of await kept()) await writeFile(file, (await readFile(file, 'utf8')).replace('"title":"Large"', `"title":"${title}"`));
}

describe('a model that was kept', () => {
  it('is the same as one that was made, and is what the next start gets', async () => {
    await writeFile(join(folder, 'api.json'), large());
    const made = await load();
    expect(await load()).toEqual(made);
    await mark('from the cache');
    expect((await load()).document.title).toBe('from the cache');
  });

  it('is found again by a server that differs in what makes no tools, such as its port', async () => {
    await writeFile(join(folder, 'api.json'), large());
    await load({ options: Object.assign({ port: 3001, logLevel: 'info' }, OPTIONS) });
    await mark('from the cache');
    expect((await load({ options: Object.assign({ port: 0, logLevel: 'error' }, OPTIONS) })).document.title).toBe('from the cache');
  });

  it.each<[string, Partial<ModelRequest>]>([
    ['another build', { buildId: 'build-2' }],
    ['other filters', { options: { ...OPTIONS, filters: { include: ['method:get'] } } }],
    ['other output schemas', { options: { ...OPTIONS, outputSchemas: 'none' } }],
    ['an overlay', { overlays: [{ text: 'overlay: 1.0.0\ninfo: {title: a, version: "1"}\nactions: [{target: $.info, update: {x-a: 1}}]' }] }],
    ['another policy', { outgoing: { allowPrivateNetwork: true, operatorHosts: [] } }],
    ['nowhere to keep it', { cacheDirectory: undefined }],
  ])('is not used for %s', async (_, change) => {
    await writeFile(join(folder, 'api.json'), large());
    await load();
    await mark('from the cache');
    expect((await load(change)).document.title).toBe('Large');
  });

  it('is not used when the document, or a file that it refers to, has changed', async () => {
    await writeFile(join(folder, 'api.json'), large('one', { $ref: 'path.json' }));
    await writeFile(join(folder, 'path.json'), JSON.stringify({ get: { operationId: 'first', responses: {} } }));
    expect((await load()).tools.map(({ name }) => name)).toEqual(['first']);
    await writeFile(join(folder, 'path.json'), JSON.stringify({ get: { operationId: 'second', responses: {} } }));
    expect((await load()).tools.map(({ name }) => name)).toEqual(['second']);
    await writeFile(join(folder, 'api.json'), large('third'));
    expect((await load()).tools.map(({ name }) => name)).toEqual(['third']);
  });

  it.each([
    ['cut', (text: string) => text.slice(0, 1_000)],
    ['empty', () => ''],
    ['something else', () => '{"key":1}'],
  ])('is made again when its file is %s', async (_, spoil) => {
    await writeFile(join(folder, 'api.json'), large());
    const made = await load();
    for (const file of await kept()) await writeFile(file, spoil(await readFile(file, 'utf8')));
    expect(await load()).toEqual(made);
  });

  it('is not kept for a small document', async () => {
    await writeFile(join(folder, 'api.json'), large().replaceAll(/x{1000,}|y{1000,}/g, ''));
    await load();
    expect(await kept()).toEqual([]);
  });

  it('can be read by its owner only, and a directory that others may write is not trusted', async () => {
    await writeFile(join(folder, 'api.json'), large());
    await load();
    const [file] = await kept();
    expect((await stat(file ?? '')).mode & 0o777).toBe(0o600);
    expect((await stat(cacheDirectory)).mode & 0o777).toBe(0o700);
    await mark('planted');
    await chmod(cacheDirectory, 0o777);
    expect((await load()).document.title).toBe('Large');
  });

  it('does not stop a start when its directory cannot be made', async () => {
    await writeFile(join(folder, 'api.json'), large());
    await writeFile(join(folder, 'file'), '');
    expect((await load({ cacheDirectory: join(folder, 'file', 'cache') })).tools).toHaveLength(1);
  });
});

it('gives up what was not used for longest when there is too much', async () => {
  const model: DocumentModel = { document: { title: 'a'.repeat(300), version: '3.1.0', hash: '', digest: '', files: [], securitySchemes: [] }, tools: [], resources: [], prompts: [], warnings: [], skipped: [] };
  const cache = new ModelCache(cacheDirectory, 1_800);
  const key = (digit: string): string => digit.repeat(64);
  await cache.keep(key('1'), model, []);
  await cache.keep(key('2'), model, []);
  const long = new Date(Date.now() - 100_000);
  await utimes(join(cacheDirectory, `${key('1')}.model`), long, long);
  await utimes(join(cacheDirectory, `${key('2')}.model`), long, long);
  expect(await cache.find(key('1'))).toEqual(model);
  await cache.keep(key('3'), model, []);
  expect((await readdir(cacheDirectory)).sort()).toEqual([`${key('1')}.model`, `${key('3')}.model`]);
});

it('removes what a process left half written when it ended, and nothing that is being written', async () => {
  const model: DocumentModel = { document: { title: 'a', version: '3.1.0', hash: '', digest: '', files: [], securitySchemes: [] }, tools: [], resources: [], prompts: [], warnings: [], skipped: [] };
  const cache = new ModelCache(cacheDirectory);
  const key = '1'.repeat(64);
  await cache.keep(key, model, []);
  const [left, present, foreign] = [`${key}.model.${randomUUID()}`, `${key}.model.${randomUUID()}`, 'notes.txt'];
  const long = new Date(Date.now() - 2 * 3_600_000);
  for (const name of [left, present, foreign]) await writeFile(join(cacheDirectory, name), '{');
  for (const name of [left, foreign]) await utimes(join(cacheDirectory, name), long, long);
  await cache.keep(key, model, []);
  expect((await readdir(cacheDirectory)).sort()).toEqual([`${key}.model`, present, foreign]);
});
