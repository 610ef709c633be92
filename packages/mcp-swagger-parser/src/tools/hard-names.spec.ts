import { describe, expect, it } from '@jest/globals';
import { convert, convertOne } from '../testing/documents.js';

const parameter = (name: string, place: string): Record<string, unknown> => ({ name, in: place, required: place === 'path', schema: { type: 'string' } });
const keysOf = (tool: { inputSchema: Record<string, unknown> }): string[] => Object.keys(tool.inputSchema['properties'] as object);

describe('operations', () => {
  it('are found in paths alone, not in webhooks or callbacks', async () => {
    const { tools } = await convert({
      openapi: '3.1.0',
      paths: { '/a': { post: { operationId: 'a', callbacks: { done: { '{$request.body#/url}': { post: { operationId: 'called' } } } } } } },
      webhooks: { hooked: { post: { operationId: 'hooked' } } },
      components: { pathItems: { Unused: { get: { operationId: 'unused' } } } },
    });
    expect(tools.map(({ name }) => name)).toEqual(['a']);
  });

  it('of paths that differ little are all there, each by a name of its own, in any order', async () => {
    const paths = ['/a', '/a/', '/A', '/a?x=1', '/a#x', '/a/{b}', '/a/{c}', '/a/b'];
    const of = async (list: string[]): Promise<Map<string, string>> => {
      const { tools, skipped } = await convert({ paths: Object.fromEntries(list.map((path) => [path, { get: {} }])) });
      expect(skipped).toEqual([]);
      return new Map(tools.map(({ name, operation }) => [operation.path, name]));
    };
    const names = await of(paths);
    expect([...names.keys()]).toEqual(paths);
    expect(new Set([...names.values()].map((name) => name.toLowerCase())).size).toBe(paths.length);
    for (const name of names.values()) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,48}$/);
    expect(new Map([...(await of([...paths].reverse()))].sort())).toEqual(new Map([...names].sort()));
  });

  it('keep their names whatever is filtered, disabled or added', async () => {
    const paths = { '/a': { get: { operationId: 'list' } }, '/b': { get: { operationId: 'list' } } };
    const names = (await convert({ paths })).tools.map(({ name }) => name);
    expect((await convert({ paths: { ...paths, '/a': { get: { operationId: 'list', 'x-mcp': { enabled: false } } } } })).tools.map(({ name }) => name)).toEqual([names[1]]);
    expect((await convert({ paths: { '/0': { get: { operationId: 'other' } }, ...paths } })).tools.slice(1).map(({ name }) => name)).toEqual(names);
  });

  it('without a word of their own are described by what they are', async () => {
    const { tools } = await convert({
      paths: { '/pets/{petId}': { get: { operationId: 'getPetById', tags: ['pets'] }, delete: {} }, '/': { post: { operationId: 'HTTPStatus_check' } }, '/x': { get: { summary: '<b></b>', description: ' ' } } },
    });
    expect(tools.map(({ description }) => description)).toEqual(['Get pet by id: GET /pets/{petId} (pets)', 'Delete pets by pet id: DELETE /pets/{petId}', 'HTTP status check: POST /', 'Get x: GET /x']);
  });

  it.each([
    ['Lists pets', 'Lists pets. Pages of ten.', 'Lists pets. Pages of ten.'],
    ['List', 'Lists pets.', 'List\n\nLists pets.'],
    ['Same', 'Same', 'Same'],
    ['Only', undefined, 'Only'],
  ])('are described by summary %j and description %j', async (summary, description, expected) => {
    expect((await convertOne({ summary, ...(description === undefined ? {} : { description }) })).description).toBe(expected);
  });
});

describe('arguments', () => {
  it('of one name in all places reach all of them', async () => {
    const tool = await convertOne(
      { parameters: ['path', 'query', 'header', 'cookie'].map((place) => parameter('id', place)), requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { id: {}, body: {} } } } } } },
      {}, '/a/{id}',
    );
    expect(keysOf(tool)).toEqual(['id', 'id_query', 'id_header', 'id_cookie', 'body']);
    expect(tool.operation.parameters.map((one) => [one.argument, one.in, one.name])).toEqual([['id', 'path', 'id'], ['id_query', 'query', 'id'], ['id_header', 'header', 'id'], ['id_cookie', 'cookie', 'id']]);
  });

  it('called like what we reserve keep their names', async () => {
    const names = ['_projection', '_continue', 'contentType', 'accept', 'body', 'result', '__proto__', 'constructor'];
    const tool = await convertOne({ parameters: names.map((name) => parameter(name, 'query')) });
    expect(keysOf(tool)).toEqual(names);
  });

  it('have names that every client takes, and the right ones on the wire', async () => {
    const names = ['filter[name]', 'filter[age]', '$top', 'top', 'a b', 'a_b', 'имя', '[]', 'x'.repeat(80), '-', '.'];
    const tool = await convertOne({ parameters: names.map((name) => parameter(name, 'query')) });
    expect(new Set(keysOf(tool)).size).toBe(names.length);
    for (const key of keysOf(tool)) expect(key).toMatch(/^[a-zA-Z0-9_.-]{1,64}$/);
    expect(tool.operation.parameters.map(({ name }) => name)).toEqual(names);
    const again = await convertOne({ parameters: [...names].reverse().map((name) => parameter(name, 'query')) });
    expect([...keysOf(again)].sort()).toEqual([...keysOf(tool)].sort());
  });

  it('that differ by case only in headers are one, and two in a query', async () => {
    expect(keysOf(await convertOne({ parameters: [parameter('X-A', 'header'), parameter('x-a', 'header'), parameter('q', 'query'), parameter('Q', 'query')] }))).toEqual(['X-A', 'q', 'Q']);
  });
});

describe('methods', () => {
  it.each([
    ['get', '3.0.3', { requestBody: { content: { 'application/json': { schema: { type: 'object' } } } } }, ['body']],
    ['head', '3.0.3', {}, []],
    ['options', '3.0.3', {}, []],
    ['delete', '3.0.3', { requestBody: { content: { 'application/json': { schema: { type: 'object' } } } } }, ['body']],
    ['query', '3.2.0', { requestBody: { content: { 'application/json': { schema: { type: 'object' } } } } }, ['body']],
    ['get', '3.2.0', { parameters: [{ name: 'q', in: 'querystring', content: { 'application/json': { schema: { type: 'object' } } } }] }, ['q']],
    ['post', '3.2.0', { requestBody: { content: { 'application/jsonl': { itemSchema: { type: 'object' } } } } }, ['body']],
  ])('%s of %s is a tool', async (method, openapi, operation, expected) => {
    const tool = await convertOne(operation, { openapi }, '/a', method);
    expect(tool.operation.method).toBe(method.toUpperCase());
    expect(keysOf(tool)).toEqual(expected);
  });

  it('that are no HTTP methods are skipped with the reason', async () => {
    const { tools, skipped } = await convert({ openapi: '3.2.0', paths: { '/a': { additionalOperations: { LINK: {}, 'BAD METHOD': {}, connect: {} } } } });
    expect(tools.map(({ operation }) => operation.method)).toEqual(['LINK']);
    expect(skipped.map(({ code, method }) => [code, method])).toEqual([['METHOD', 'BAD METHOD'], ['METHOD', 'CONNECT']]);
  });
});
