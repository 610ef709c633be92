import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { oneOperation } from '../testing/build-upstream.js';
import type { Document } from '../testing/build-upstream.js';
import { answering, callOnce, textsOf } from '../testing/call-once.js';
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

const query = (name: string, schema: unknown, more: Document = {}): Document => ({ name, in: 'query', schema, ...more });
const parameters = [query('page', { type: 'integer' }), query('per_page', { type: 'integer' }), query('tags', { type: 'array', items: { type: 'string' } }), query('ids', { type: 'array', items: { type: 'integer' } }, { explode: false }), query('filter', { type: 'object' }, { style: 'deepObject' }), { name: 'owner', in: 'path', required: true, schema: { type: 'string' } }];
const list = oneOperation({ parameters }, '/{owner}/things');

async function follow(link: string, args: Record<string, unknown> = {}, document = list, options = {}): Promise<ToolCallResult> {
  server.answer = answering(200, { 'content-type': 'application/json', link }, '[1]');
  return await callOnce(document, `${server.origin}/v1`, options, { owner: 'me', ...args });
}
const nextOf = ({ _meta }: ToolCallResult): unknown => _meta?.['mcp-swagger/next'];

describe('a Link to the next page', () => {
  it('is told as a call, in words and for programs', async () => {
    const result = await follow('</v1/me/things?page=1>; rel="prev", </v1/me/things?page=3>; rel="next"', { page: 2 });
    expect(textsOf(result)).toEqual(['[1]', 'Next page: call op with {"owner":"me","page":3}']);
    expect(nextOf(result)).toEqual({ arguments: { owner: 'me', page: 3 } });
    expect(result.structuredContent).toEqual({ result: [1] });
  });

  it.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
    ['absolute', 'ORIGIN/v1/me/things?page=2', {}, { owner: 'me', page: 2 }],
    ['relative', '?page=2', {}, { owner: 'me', page: 2 }],
    ['with lists', '?tags=a+b&tags=c%26d&ids=1,2&page=2', { tags: ['x'] }, { owner: 'me', tags: ['a b', 'c&d'], ids: [1, 2], page: 2 }],
    ['with a list of one', '?tags=a&page=2', {}, { owner: 'me', tags: ['a'], page: 2 }],
    ['that keeps what cannot be taken apart', '?filter[a]=1&page=2', { filter: { a: '1' } }, { owner: 'me', filter: { a: '1' }, page: 2 }],
    ['that drops an argument', '?page=2', { per_page: 5 }, { owner: 'me', page: 2 }],
    ['with another path value', '/v1/you%2Fme/things?page=2', {}, { owner: 'you/me', page: 2 }],
    ['under another name of the same collection, as GitHub has it', '/v1/owners/17/things?page=2', {}, { owner: 'me', page: 2 }],
  ])('%s is turned into arguments', async (_what, target, args, expected) => {
    expect(nextOf(await follow(`<${target.replace('ORIGIN', server.origin)}>; rel=next`, args))).toEqual({ arguments: expected });
  });

  it('leads to the very request of the link', async () => {
    const next = nextOf(await follow('<?ids=1,2&page=2&tags=a%20b>; rel="next"')) as { arguments: Record<string, unknown> };
    await follow('', next.arguments);
    expect(new URL(server.requests[1]?.target ?? '', server.origin).searchParams).toEqual(new URLSearchParams('page=2&tags=a b&ids=1,2'));
  });

  it.each([
    ['to another origin', 'https://elsewhere.test/v1/me/things?page=2', 'https://elsewhere.test/v1/me/things?page=2'],
    ['to another path', '/v1/other?page=2', 'ORIGIN/v1/other?page=2'],
    ['with a parameter that the operation does not have', '?cursor=x%20y', 'ORIGIN/v1/me/things?cursor=x%20y'],
    ['with a value that its argument may not have', '?page=two', 'ORIGIN/v1/me/things?page=two'],
  ])('%s is told as a URL only', async (_what, target, url) => {
    const expected = url.replace('ORIGIN', server.origin);
    const result = await follow(`<${target}>; rel="next"`);
    expect(textsOf(result).at(-1)).toBe(`Next page: ${expected}`);
    expect(nextOf(result)).toEqual({ url: expected });
  });

  it('with a path that can be taken apart in more ways than there is time for is told as a URL', async () => {
    const names = ['owner', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'];
    const many = oneOperation({ parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })) }, `/${names.map((name) => `{${name}}`).join('-')}`);
    const target = `/v1/${'-'.repeat(3_000)}%0A`;
    const result = await follow(`<${target}>; rel="next"`, Object.fromEntries(names.map((name) => [name, 'x'])), many);
    expect(nextOf(result)).toEqual({ url: `${server.origin}${target}` });
  });

  it.each([['to this very page', '<?page=2>; rel="next"'], ['that is another kind of link', '<?page=3>; rel="last"'], ['of another document', '<?page=3>; rel="next"; anchor="/x"'], ['that is nonsense', 'page=3; rel=next']])('%s is not told', async (_what, link) => {
    expect(nextOf(await follow(link, { page: 2 }))).toBeUndefined();
  });

  it('does not tell the key that is in its query', async () => {
    const document = { ...list, components: { securitySchemes: { key: { type: 'apiKey', in: 'query', name: 'key' } } }, security: [{ key: [] }] };
    const options = { auth: { type: 'apikey', value: 's3cret' } };
    const mapped = await follow('<?key=s3cret&page=2>; rel="next"', {}, document, options);
    expect(nextOf(mapped)).toEqual({ arguments: { owner: 'me', page: 2 } });
    const unmapped = await follow('<?key=s3cret&cursor=2>; rel="next"', {}, document, options);
    expect(nextOf(unmapped)).toEqual({ url: `${server.origin}/v1/me/things?cursor=2` });
    expect(JSON.stringify([mapped, unmapped])).not.toContain('s3cret');
  });

  it('keeps the projection of the call', async () => {
    expect(nextOf(await follow('<?page=3>; rel="next"', { _projection: '$[0]' }))).toEqual({ arguments: { owner: 'me', page: 3, _projection: '$[0]' } });
  });

  it('is not told where the author says no', async () => {
    expect(nextOf(await follow('<?page=3>; rel="next"', {}, oneOperation({ parameters, 'x-mcp': { pagination: false } }, '/{owner}/things')))).toBeUndefined();
  });
});

describe('a cursor in the answer', () => {
  const document = oneOperation({ parameters: [query('cursor', { type: 'string' }), query('limit', { type: 'integer' })], 'x-mcp': { pagination: { next: 'meta.next', argument: 'cursor' } } });
  const answerWith = async (body: unknown, args: Record<string, unknown> = {}): Promise<ToolCallResult> => {
    server.answer = answering(200, { 'content-type': 'application/json' }, JSON.stringify(body));
    return await callOnce(document, server.origin, {}, args);
  };

  it('is told as a call with the other arguments as they were', async () => {
    const result = await answerWith({ items: [1], meta: { next: 'c2' } }, { limit: 5, cursor: 'c1' });
    expect(nextOf(result)).toEqual({ arguments: { limit: 5, cursor: 'c2' } });
    expect(textsOf(result)[1]).toBe('Next page: call op with {"limit":5,"cursor":"c2"}');
  });

  it.each([null, '', undefined, false, 'c1'])('that is %j ends the pages', async (next) => {
    expect(nextOf(await answerWith({ meta: { next } }, { cursor: 'c1' }))).toBeUndefined();
  });

  it('that cannot be found does not cost the answer', async () => {
    const broken = oneOperation({ parameters: [query('cursor', { type: 'string' })], 'x-mcp': { pagination: { next: '$sum(items)', argument: 'cursor' } } });
    server.answer = answering(200, { 'content-type': 'application/json' }, '{"items":["a"]}');
    const result = await callOnce(broken, server.origin);
    expect(result.isError).toBeUndefined();
    expect(textsOf(result)).toEqual(['{"items":["a"]}', expect.stringContaining('Whether there is a next page is not known. The expression "$sum(items)" failed')]);
  });
});
