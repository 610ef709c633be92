import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { buildUpstream, oneOperation } from '../testing/build-upstream.js';
import type { Document } from '../testing/build-upstream.js';
import { answering, callOnce, json, textsOf } from '../testing/call-once.js';
import { startRecordingServer } from '../testing/recording-server.js';
import type { RecordingServer } from '../testing/recording-server.js';
import type { ToolCallResult } from '../tool-call-result.js';

let server: RecordingServer;
beforeEach(async () => {
  server = await startRecordingServer();
});
afterEach(async () => {
  await server.close();
});

const tokenOf = ({ _meta }: ToolCallResult): unknown => (_meta?.['mcp-swagger/rest'] as Record<string, unknown> | undefined)?.['_continue'];

/** All parts of an answer, by the tokens that each names for the next. */
async function allParts(document: Document, maxResponseBytes: number): Promise<{ results: ToolCallResult[]; text: string }> {
  const { upstream } = await buildUpstream(document, { baseUrl: server.origin, maxResponseBytes });
  const results = [await upstream.call('op', { id: 1 })];
  for (let token = tokenOf(results[0] ?? { content: [], bytesIn: 0, bytesOut: 0 }); token !== undefined; token = tokenOf(results.at(-1) ?? { content: [], bytesIn: 0, bytesOut: 0 })) {
    results.push(await upstream.call('op', { _continue: token }));
  }
  await upstream.close();
  return { results, text: results.map((result) => textsOf(result)[0]).join('') };
}

const needsId: Document = { parameters: [{ name: 'id', in: 'query', required: true, schema: { type: 'integer' } }] };

describe('a text over the limit', () => {
  it('is cut, and its parts are the whole without calling the upstream again', async () => {
    const text = Array.from({ length: 200 }, (_, index) => `row ${index} 小狗🐶é`).join('\n');
    server.answer = answering(200, { 'content-type': 'text/csv' }, text);
    const { results, text: joined } = await allParts(oneOperation(needsId), 999);
    expect(joined).toBe(text);
    expect(results.length).toBeGreaterThan(3);
    expect(server.requests).toHaveLength(1);
    for (const result of results) expect(Buffer.byteLength(textsOf(result)[0] ?? '')).toBeLessThanOrEqual(999);
  });

  it.each([1, 2, 3, 4, 5])('is cut between characters at a limit of %d bytes', async (limit) => {
    server.answer = answering(200, { 'content-type': 'text/plain' }, 'aé小🐶b');
    expect((await allParts(oneOperation(needsId), limit)).text).toBe('aé小🐶b');
  });

  it('says in words what it is, and how to get the rest', async () => {
    server.answer = answering(200, { 'content-type': 'text/plain' }, 'x'.repeat(5_000));
    const result = await callOnce(oneOperation({}), server.origin, { maxResponseBytes: 1_000 });
    expect(result.isError).toBeUndefined();
    expect(textsOf(result)[1]).toMatch(/^The answer was cut: these are the first 1000 of 5000 bytes\. For the next part call op with \{"_continue":"[\w-]+\.1000"\}, or read the resource answer:[\w-]+\.1000; it is kept for 10 minutes\.$/);
    expect(result.content[2]).toMatchObject({ type: 'resource_link', uri: expect.stringMatching(/^answer:/), mimeType: 'text/plain' });
    expect(result.structuredContent).toBeUndefined();
  });

  it('can be read as a resource, part after part', async () => {
    const text = 'é'.repeat(1_300);
    server.answer = answering(200, { 'content-type': 'text/plain' }, text);
    const { upstream } = await buildUpstream(oneOperation({}), { baseUrl: server.origin, maxResponseBytes: 1_000 });
    const first = await upstream.call('op', {});
    let joined = textsOf(first)[0] ?? '';
    let uri = (first._meta?.['mcp-swagger/rest'] as { uri: string } | undefined)?.uri;
    while (uri !== undefined) {
      const [part] = upstream.rest(uri) ?? [];
      expect(part).toMatchObject({ uri, mimeType: 'text/plain' });
      joined += part !== undefined && 'text' in part ? part.text : '';
      uri = (part?._meta?.['mcp-swagger/next'] as { uri: string } | undefined)?.uri;
    }
    expect(joined).toBe(text);
    expect(upstream.rest('answer:AAAAAAAAAAAAAAAA.0')).toBeUndefined();
    expect(upstream.rest('https://a.test')).toBeUndefined();
    await upstream.close();
  });

  it('of JSON has no structured content, but for a tool that owes some', async () => {
    server.answer = answering(200, { 'content-type': 'application/json' }, JSON.stringify({ name: 'x'.repeat(2_000) }));
    const options = { maxResponseBytes: 1_000 };
    const undeclared = await callOnce(oneOperation({}), server.origin, options);
    expect(undeclared.structuredContent).toBeUndefined();
    expect(textsOf(undeclared)[1]).toContain('_projection, a JSONata expression over the whole answer');
    expect((await callOnce(oneOperation(json({ type: 'object', properties: { name: { type: 'string' } } })), server.origin, options)).structuredContent).toEqual({});
    expect((await callOnce(oneOperation(json({ type: 'array' })), server.origin, options)).structuredContent).toEqual({});
  });

  it('is cut by the smaller one of the limits of operator and author', async () => {
    server.answer = answering(200, { 'content-type': 'text/plain' }, 'x'.repeat(500));
    const wishing = (maxResponseBytes: number): Document => oneOperation({ 'x-mcp': { maxResponseBytes } });
    expect(textsOf(await callOnce(wishing(100), server.origin, { maxResponseBytes: 200 }))[0]).toHaveLength(100);
    expect(textsOf(await callOnce(wishing(300), server.origin, { maxResponseBytes: 200 }))[0]).toHaveLength(200);
  });

  it('of many parts is shown as far as it fits, and each rest is kept', async () => {
    const parts = ['a'.repeat(60), 'b'.repeat(60), 'c'.repeat(60)];
    server.answer = answering(200, { 'content-type': 'multipart/mixed; boundary=b' }, `${parts.map((part) => `--b\r\n\r\n${part}\r\n`).join('')}--b--`);
    const { content } = await callOnce(oneOperation({}), server.origin, { maxResponseBytes: 100 });
    expect(content).toMatchObject([{ text: parts[0] }, { text: 'b'.repeat(40) }, { type: 'text' }, { type: 'resource_link' }, { text: expect.stringContaining('is not shown, as the limit') }, { type: 'resource_link' }]);
  });
});

it('a token that nobody gave is refused in words', async () => {
  const result = await callOnce(oneOperation({}), server.origin, {}, { _continue: 'x' });
  expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('Call op again from the start') }] });
  expect(server.requests).toHaveLength(0);
});

it('a declared argument of a reserved name wins', async () => {
  const parameters = [{ name: '_continue', in: 'query', schema: { type: 'string' } }];
  await callOnce(oneOperation({ parameters }), server.origin, {}, { _continue: 'x' });
  expect(server.requests[0]?.target).toBe('/things?_continue=x');
});

describe('bytes over the limit', () => {
  it('are a link to all of them', async () => {
    const bytes = Buffer.alloc(5_000, 7);
    server.answer = answering(200, { 'content-type': 'image/png' }, bytes);
    const { upstream } = await buildUpstream(oneOperation({}), { baseUrl: server.origin, maxResponseBytes: 1_000 });
    const { content, isError } = await upstream.call('op', {});
    expect(isError).toBeUndefined();
    expect(content).toMatchObject([{ text: expect.stringContaining('image/png of 5000 bytes, larger than the limit of 1000 bytes') }, { type: 'resource_link', name: 'things', mimeType: 'image/png' }]);
    const uri = content[1]?.type === 'resource_link' ? content[1].uri : '';
    expect(upstream.rest(uri)).toEqual([{ uri, mimeType: 'image/png', blob: bytes.toString('base64') }]);
    await upstream.close();
  });
});

describe('an answer without end', () => {
  /** Sends as fast as it is read, and counts. */
  const endless = (type: string, sent: { bytes: number }) => (response: ServerResponse): void => {
    const chunk = Buffer.alloc(256 * 1024, 'abcdefg ');
    response.writeHead(200, { 'content-type': type });
    const more = (): void => {
      if (response.destroyed) return;
      sent.bytes += chunk.length;
      if (response.write(chunk)) setImmediate(more);
      else response.once('drain', more);
    };
    more();
  };

  it('of text is shown in part, and reading stops at the bound', async () => {
    const sent = { bytes: 0 };
    server.answer = endless('text/plain', sent);
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers - before)), 2);
    const { upstream } = await buildUpstream(oneOperation({}), { baseUrl: server.origin, maxResponseBytes: 100_000 });
    const results = await Promise.all(Array.from({ length: 6 }, async () => await upstream.call('op', {})));
    for (const result of results) {
      expect(result.isError).toBeUndefined();
      expect(textsOf(result)[0]).toHaveLength(100_000);
      expect(textsOf(result)[1]).toMatch(/what the upstream sent beyond the first \d+ bytes was not read\.$/);
      expect(result.bytesIn).toBeLessThanOrEqual(32 * 1024 * 1024);
    }
    clearInterval(sampling);
    // Six answers of 32 MiB and more were offered, and 64 MiB may be kept; while one is put together it is there twice.
    expect(most).toBeLessThan(180 * 1024 * 1024);
    expect(sent.bytes).toBeGreaterThan(64 * 1024 * 1024);
    const sentBytes = sent.bytes;
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent.bytes - sentBytes).toBeLessThan(4 * 1024 * 1024);
    await upstream.close();
  });

  it('of bytes is an error that says so, with a link to fetch it elsewhere', async () => {
    server.answer = endless('application/zip', { bytes: 0 });
    const result = await callOnce(oneOperation({}), server.origin);
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringMatching(/application\/zip and larger than the limit of 100000 bytes; what the upstream sent beyond/) }, { type: 'resource_link', uri: `${server.origin}/things` }] });
  });
});
