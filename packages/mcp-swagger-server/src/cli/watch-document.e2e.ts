import { appendFile, mkdtemp, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { DocumentSource } from 'mcp-swagger-parser';
import type { DocumentModel } from '../model/document-model.js';
import { loadModel } from '../model/load-model.js';
import { until } from '../testing/until.js';
import { watchDocument } from './watch-document.js';

const OPTIONS = { filters: {}, outputSchemas: 'relaxed', toolMode: 'all', toolBudget: 32_000 } as const;

async function read(source: DocumentSource): Promise<DocumentModel> {
  const { model } = await loadModel({ source, overlays: [], outgoing: { allowPrivateNetwork: true, operatorHosts: [] }, allowFiles: true, options: OPTIONS });
  return model;
}

let folder: string;
let stops: (() => Promise<void>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-watch-'));
});
afterEach(async () => {
  for (const stop of stops) await stop();
  stops = [];
  await rm(folder, { recursive: true });
});

const text = (title: string, paths = '{}'): string => `openapi: 3.1.0\ninfo: { title: ${title}, version: "1" }\npaths: ${paths}\n`;

interface Watched {
  titles: string[];
  errors: unknown[];
}

async function watched(load: () => Promise<DocumentModel>, pollIntervalMs?: number): Promise<Watched> {
  const seen: Watched = { titles: [], errors: [] };
  const options = { load, onChange: ({ document }: DocumentModel) => seen.titles.push(document.title), onError: (error: unknown) => seen.errors.push(error) };
  stops.push(await watchDocument(await load(), pollIntervalMs === undefined ? options : { ...options, pollIntervalMs }));
  return seen;
}

function fromFile(name: string): () => Promise<DocumentModel> {
  return async () => await read({ file: join(folder, name) });
}

it('tells of a file that was written over, and of one that another was moved to', async () => {
  await writeFile(join(folder, 'api.yaml'), text('one'));
  const { titles } = await watched(fromFile('api.yaml'));
  await writeFile(join(folder, 'api.yaml'), text('two'));
  await until(() => titles.includes('two'));
  await writeFile(join(folder, 'other.yaml'), text('three'));
  await rename(join(folder, 'other.yaml'), join(folder, 'api.yaml'));
  await until(() => titles.includes('three'));
});

it('tells of a file that the document refers to, and of one that it refers to since', async () => {
  await writeFile(join(folder, 'api.yaml'), text('one', '{ /a: { $ref: a.yaml } }'));
  await writeFile(join(folder, 'a.yaml'), 'get: { responses: {} }\n');
  const { titles } = await watched(fromFile('api.yaml'));
  await appendFile(join(folder, 'a.yaml'), 'post: { responses: {} }\n');
  await until(() => titles.length === 1);
  await writeFile(join(folder, 'b.yaml'), 'get: { responses: {} }\n');
  await writeFile(join(folder, 'api.yaml'), text('two', '{ /b: { $ref: b.yaml } }'));
  await until(() => titles.includes('two'));
  const before = titles.length;
  await appendFile(join(folder, 'b.yaml'), 'post: { responses: {} }\n');
  await until(() => titles.length > before);
});

it('tells what is wrong, and goes on when it is mended', async () => {
  await writeFile(join(folder, 'api.yaml'), text('one'));
  const { titles, errors } = await watched(fromFile('api.yaml'));
  await writeFile(join(folder, 'api.yaml'), 'openapi: [');
  await until(() => errors.length > 0);
  await unlink(join(folder, 'api.yaml'));
  await until(() => errors.some((error) => String(error).includes('there is no such file')));
  await writeFile(join(folder, 'api.yaml'), text('mended'));
  await until(() => titles.includes('mended'));
});

it('asks again for a document behind an address, and is silent when it is the same', async () => {
  let title = 'one';
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.end(text(title));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  stops.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api.yaml`;
  const { titles } = await watched(async () => await read({ url }), 20);
  await until(() => asked > 4);
  expect(titles).toEqual([]);
  title = 'two';
  await until(() => titles.length > 0);
  expect(titles).toEqual(['two']);
});
