import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bodyOf, buildUpstream, oneOperation } from '../testing/build-upstream.js';
import type { Document } from '../testing/build-upstream.js';
import { startRecordingServer } from '../testing/recording-server.js';
import type { RecordingServer } from '../testing/recording-server.js';

let server: RecordingServer;
beforeEach(async () => {
  server = await startRecordingServer();
});
afterEach(async () => {
  await server.close();
});

it('an argument reaches its place beside those of all other places that are called like it, or like what they would be called then', async () => {
  const parameter = (name: string, place: string): Document => ({ name, in: place, required: place === 'path', schema: { type: 'string' } });
  const parameters = [parameter('id', 'path'), parameter('id', 'query'), parameter('id', 'header'), parameter('id', 'cookie'), parameter('id_query', 'query'), parameter('body', 'query')];
  const { upstream, tools } = await buildUpstream(oneOperation({ parameters, ...bodyOf('application/json', { type: 'object', properties: { id: {}, body: {} } }) }, '/c/{id}', 'put'), { baseUrl: server.origin });
  const { operation, inputSchema } = tools[0] ?? {};
  const given = Object.fromEntries((operation?.parameters ?? []).map(({ argument, name, in: place }) => [argument, `${name} in ${place}`]));
  const names = [...Object.keys(given), operation?.body?.argument ?? ''];
  expect(Object.keys(inputSchema?.['properties'] as object).sort()).toEqual([...new Set(names)].sort());
  expect([names.length, given['id'], given['id_query'], given['body']]).toEqual([7, 'id in path', 'id_query in query', 'body in query']);
  await upstream.call('op', { ...given, [operation?.body?.argument ?? '']: { id: 1, body: 2 } });
  await upstream.close();
  const [sent] = server.requests;
  expect(sent?.target).toBe('/c/id%20in%20path?id=id%20in%20query&id_query=id_query%20in%20query&body=body%20in%20query');
  expect([sent?.headers['id'], sent?.headers.cookie, sent?.body.toString()]).toEqual(['id in header', 'id=id%20in%20cookie', '{"id":1,"body":2}']);
});

describe('arguments whose names clients would not take', () => {
  const odd: [string, string][] = [['path', 'thing:id'], ['path', '$key'], ['query', 'filter[age][gt]'], ['query', '$top'], ['query', 'имя'], ['query', 'a b&c'], ['query', 'x'.repeat(80)], ['header', 'X~Odd'], ['cookie', 'c[1]']];

  it('have others, and go out under their own', async () => {
    const parameters = odd.map(([place, name]) => ({ name, in: place, required: place === 'path', schema: { type: 'string' } }));
    const { upstream, tools } = await buildUpstream(oneOperation({ parameters }, '/things/{thing:id}/{$key}'), { baseUrl: server.origin });
    const bound = tools[0]?.operation.parameters ?? [];
    for (const { argument } of bound) expect(argument).toMatch(/^[a-zA-Z0-9_.-]{1,64}$/);
    expect((await upstream.call('op', Object.fromEntries(bound.map(({ argument }, index) => [argument, `v${index}`])))).isError).toBeUndefined();
    await upstream.close();
    const [sent] = server.requests;
    expect(sent?.target).toBe(`/things/v0/v1?filter%5Bage%5D%5Bgt%5D=v2&%24top=v3&%D0%B8%D0%BC%D1%8F=v4&a%20b%26c=v5&${'x'.repeat(80)}=v6`);
    expect([sent?.headers['x~odd'], sent?.headers.cookie]).toEqual(['v7', 'c%5B1%5D=v8']);
  });
});

describe('a parameter of a path', () => {
  const ids = (rest: Document): Document => ({ name: 'ids', in: 'query', schema: { type: 'array', items: { type: 'string' } }, ...rest });
  const withBoth = (shared: unknown[], own: unknown[], rest: Document = {}): Document => ({ ...rest, paths: { '/things': { parameters: shared, get: { operationId: 'op', responses: {}, parameters: own } } } });

  it.each<[string, Document, string]>([
    ['gives way to the one of its operation, with all that is said of it', withBoth([ids({})], [ids({ style: 'pipeDelimited', explode: false })]), 'ids=a%7Cb'],
    ['counts where its operation has another one', withBoth([ids({ explode: false })], [{ ...ids({}), name: 'other' }]), 'ids=a,b'],
    ['counts where its operation has one of that name in another place', withBoth([ids({ explode: false })], [{ ...ids({}), in: 'header' }]), 'ids=a,b'],
    ['gives way through references too', withBoth([{ $ref: '#/components/parameters/Shared' }], [{ $ref: '#/components/parameters/Own' }], { components: { parameters: { Shared: ids({}), Own: ids({ explode: false }) } } }), 'ids=a,b'],
    ['that is declared twice is the first one', withBoth([], [ids({ explode: false }), ids({})]), 'ids=a,b'],
  ])('%s', async (_what, document, expected) => {
    const { upstream } = await buildUpstream(document, { baseUrl: server.origin });
    await upstream.call('op', { ids: ['a', 'b'] });
    await upstream.close();
    expect(server.requests.map(({ target }) => target)).toEqual([`/things?${expected}`]);
  });
});
