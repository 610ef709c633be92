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
  server.answer = answering(200, { 'content-type': 'application/json' }, '{"total":2,"items":[{"id":9007199254740993,"name":"a","x":1},{"id":2,"name":"b","x":2}]}');
});
afterEach(async () => {
  await server.close();
});

const project = async (expression: unknown, document: Document = oneOperation({}), options = {}): Promise<ToolCallResult> => await callOnce(document, server.origin, options, { _projection: expression });

describe('_projection', () => {
  it.each([
    ['items.name', '["a","b"]', { result: ['a', 'b'] }],
    ['items[0].{"id": id}', '{"id":"9007199254740993"}', { id: '9007199254740993' }],
    ['total', '2', { result: 2 }],
    ['items[0].name', 'a', { result: 'a' }],
    ['$sum(items.x)', '3', { result: 3 }],
  ])('%s makes the answer %s', async (expression, text, structuredContent) => {
    expect(await project(expression)).toMatchObject({ content: [{ text }], structuredContent });
    expect(server.requests[0]?.target).toBe('/things');
  });

  it('keeps what the output schema promises', async () => {
    expect((await project('items.name', oneOperation(json({ type: 'object', properties: { total: { type: 'integer' } } })))).structuredContent).toEqual({ result: ['a', 'b'] });
    expect((await project('$', oneOperation(json({ type: 'array' })))).structuredContent).toMatchObject({ result: { total: 2 } });
  });

  it('that finds nothing says so', async () => {
    expect(await project('nothing.here')).toMatchObject({ content: [{ text: 'null' }, { text: 'The projection found nothing in the answer.' }], structuredContent: { result: null } });
  });

  it.each([['items[', /not a JSONata expression: .*Nothing was sent\.$/], [17, /_projection is text, a JSONata expression\. Nothing was sent\.$/], ['a'.repeat(10_001), /10000 are the most\. Nothing was sent\.$/]])(
    'that cannot be read is refused before anything is sent: %.20s',
    async (expression, message) => {
      expect(await project(expression)).toMatchObject({ isError: true, content: [{ text: expect.stringMatching(message) }] });
      expect(server.requests).toHaveLength(0);
    },
  );

  it('that fails over the answer is an error that names it', async () => {
    expect(await project('$sum(items.name)')).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('The expression "$sum(items.name)" failed over the answer') }] });
  });

  it.each([
    ['runs for ever', '($f := function($n) { $f($n + 1) }; $f(0))', /took longer than 2000 ms/],
    ['backtracks for ever', '$match($join(["", $pad("a", 40, "a"), "!"]), /^(a+)+$/)', /took longer than 2000 ms/],
    ['nests for ever', '($f := function($n) { 1 + $f($n + 1) }; $f(0))', /failed over the answer/],
    ['eats memory', '($f := function($s, $n) { $n = 0 ? $s : $f($append($s, $s), $n - 1) }; $f([1..1000000], 30))', /failed over the answer/],
  ])('that %s is ended, and the next one works', async (_what, expression, message) => {
    const { upstream } = await buildUpstream(oneOperation({}), { baseUrl: server.origin });
    expect(await upstream.call('op', { _projection: expression })).toMatchObject({ isError: true, content: [{ text: expect.stringMatching(message) }] });
    expect(await upstream.call('op', { _projection: 'total' })).toMatchObject({ content: [{ text: '2' }] });
    await upstream.close();
  });

  it('sees the answer and nothing else', async () => {
    expect((await project('[$keys($), $exists(process), $exists(globalThis), $exists(constructor), $exists(__proto__)]')).structuredContent).toEqual({ result: ['total', 'items', false, false, false, false] });
  });

  it('is applied before the answer is cut, and to more than the limit shows', async () => {
    server.answer = answering(200, { 'content-type': 'application/json' }, JSON.stringify({ big: 'x'.repeat(500_000), small: 1 }));
    expect((await project('small', oneOperation({}), { maxResponseBytes: 1_000 })).content).toEqual([{ type: 'text', text: '1' }]);
    expect(textsOf(await project('big', oneOperation({}), { maxResponseBytes: 1_000 }))[1]).toContain('the first 1000 of 500000 bytes');
  });

  it('over an answer that is not JSON is an error that says what happened', async () => {
    server.answer = answering(200, { 'content-type': 'text/plain' }, 'hi');
    expect(await project('a')).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('it is not JSON. The call was made') }] });
  });

  it('is refused where output schemas are promises', async () => {
    const result = await project('total', oneOperation(json({ type: 'object' })), { areOutputSchemasStrict: true });
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('promises its answers in a shape') }] });
    expect(server.requests).toHaveLength(0);
  });
});

describe('a projection by x-mcp', () => {
  const projected = oneOperation({ ...json({ type: 'object', properties: { items: { type: 'array' } } }), 'x-mcp': { projection: 'items.name' } });

  it('makes the answer smaller for everyone', async () => {
    expect(await callOnce(projected, server.origin)).toMatchObject({ content: [{ text: '["a","b"]' }], structuredContent: { result: ['a', 'b'] } });
  });

  it('yields to that of the call', async () => {
    expect(await project('total', projected)).toMatchObject({ content: [{ text: '2' }] });
  });

  it('leaves alone an answer that is not JSON, and an error', async () => {
    server.answer = answering(200, { 'content-type': 'text/plain' }, 'hi');
    expect((await callOnce(projected, server.origin)).content).toEqual([{ type: 'text', text: 'hi' }]);
    server.answer = answering(404, { 'content-type': 'application/json' }, '{"items":[]}');
    expect(await callOnce(projected, server.origin)).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('{"items":[]}') }] });
  });
});
