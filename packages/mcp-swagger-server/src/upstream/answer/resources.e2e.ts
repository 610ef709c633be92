import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadDocument, toResources } from 'mcp-swagger-parser';
import { documentFacts } from '../../model/document-facts.js';
import { createUpstream } from '../create-upstream.js';
import type { Upstream } from '../create-upstream.js';
import { answering } from '../testing/call-once.js';
import { startRecordingServer } from '../testing/recording-server.js';
import type { RecordingServer } from '../testing/recording-server.js';
import type { ResourceContents } from '../tool-call-result.js';

const document = {
  openapi: '3.0.3',
  info: { title: 'T', version: '1' },
  paths: {
    '/config': { get: { responses: {}, 'x-mcp-resource': { uri: 'app://config', mimeType: 'application/json' } } },
    '/users/{id}/avatar': { get: { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }], responses: {}, 'x-mcp-resource': { uriTemplate: 'app://users/{id}/avatar' } } },
  },
};

let server: RecordingServer;
let upstream: Upstream;
let read: (index: number, variables: Record<string, unknown>, signal?: AbortSignal) => Promise<ResourceContents[]>;
beforeEach(async () => {
  server = await startRecordingServer();
  const outgoing = { allowPrivateNetwork: false, operatorHosts: [] };
  const loaded = await loadDocument({ text: JSON.stringify(document) }, { outgoing });
  const { resources } = toResources(loaded);
  upstream = createUpstream({ document: documentFacts(loaded), tools: [], outgoing, baseUrl: server.origin, timeoutMs: 30_000, maxResponseBytes: 1_000, retries: 0 });
  read = async (index, variables, signal) => {
    const resource = resources[index];
    if (resource === undefined) throw new Error(`The document has no resource ${index}`);
    return await upstream.read(resource, variables, signal === undefined ? {} : { signal });
  };
});
afterEach(async () => {
  await upstream.close();
  await server.close();
});

describe('reading a resource', () => {
  it('gives text with the type of the answer', async () => {
    server.answer = answering(200, { 'content-type': 'text/markdown; charset=iso-8859-1' }, Buffer.from('# \u00e4', 'latin1'));
    expect(await read(0, {})).toEqual([{ uri: 'app://config', mimeType: 'text/markdown', text: '# ä' }]);
  });

  it('gives other bytes as a blob, for the variables of its template', async () => {
    server.answer = answering(200, { 'content-type': 'image/png' }, Buffer.from([0, 255]));
    expect(await read(1, { id: '7' })).toMatchObject([{ mimeType: 'image/png', blob: 'AP8=' }]);
    expect(server.requests[0]?.target).toBe('/users/7/avatar');
  });

  it('takes the declared type where the answer has none', async () => {
    server.answer = answering(200, {}, '{}');
    expect(await read(0, {})).toMatchObject([{ mimeType: 'application/json', text: '{}' }]);
  });

  it('gives a text over the limit in parts', async () => {
    server.answer = answering(200, { 'content-type': 'text/plain' }, 'é'.repeat(800));
    let [part] = await read(0, {});
    let joined = '';
    expect(part).toMatchObject({ uri: 'app://config', _meta: { 'mcp-swagger/part': { from: 0, to: 1_000, of: 1_600, isWhole: true } } });
    for (;;) {
      joined += part !== undefined && 'text' in part ? part.text : '';
      const next = part?._meta?.['mcp-swagger/next'] as { uri: string } | undefined;
      if (next === undefined) break;
      [part] = upstream.rest(next.uri) ?? [];
    }
    expect(joined).toBe('é'.repeat(800));
  });

  it.each([
    ['an error status', answering(404, {}, 'no such user'), { id: 1 }, 'STATUS', /answered status 404 Not Found\.\nno such user/],
    ['a variable that does not fit', answering(200, {}), { id: 'x' }, 'ARGUMENT_INVALID', /id: expected integer, got "x"/],
    ['a variable that leaves its path', answering(200, {}), { id: '../1' }, 'ARGUMENT_INVALID', /Nothing was sent/],
    ['bytes over the limit', answering(200, { 'content-type': 'image/png' }, Buffer.alloc(2_000)), { id: 1 }, 'ANSWER', /larger than the limit of 1000 bytes/],
  ])('rejects with words for %s', async (_what, answer, variables, code, message) => {
    server.answer = answer;
    await expect(read(1, variables)).rejects.toMatchObject({ name: 'UpstreamError', code, message: expect.stringMatching(message) });
  });

  it('rejects with words when it is cancelled, or nobody answers', async () => {
    const controller = new AbortController();
    server.answer = () => controller.abort();
    await expect(read(0, {}, controller.signal)).rejects.toMatchObject({ code: 'NO_ANSWER', message: expect.stringContaining('was cancelled') });
    await server.close();
    await expect(read(0, {})).rejects.toMatchObject({ code: 'NO_ANSWER', message: expect.stringContaining('the connection was refused') });
  });
});
