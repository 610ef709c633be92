import { describe, expect, it } from '@jest/globals';
import { convert, convertOne } from '../testing/documents.js';

const query = (...names: string[]): Record<string, unknown> => ({ parameters: names.map((name) => ({ name, in: 'query', schema: { type: 'string' } })) });

describe('x-mcp', () => {
  it('takes each wish from where it stands nearest', async () => {
    const { tools } = await convert({
      'x-mcp': { maxResponseBytes: 1000, projection: 'document', tags: ['all'], annotations: { readOnlyHint: true, openWorldHint: false } },
      paths: {
        '/a': {
          'x-mcp': { projection: 'path', title: 'Of the path' },
          get: { operationId: 'a', 'x-mcp': { projection: 'own', annotations: { readOnlyHint: false } } },
          post: { operationId: 'b' },
        },
        '/c': { get: { operationId: 'c' } },
      },
    });
    expect(tools.map(({ title, tags, operation }) => [title, tags, operation.projection, operation.maxResponseBytes])).toEqual([
      ['Of the path', ['all'], 'own', 1000], ['Of the path', ['all'], 'path', 1000], [undefined, ['all'], 'document', 1000],
    ]);
    expect(tools.map(({ annotations }) => [annotations.readOnlyHint, annotations.openWorldHint])).toEqual([[false, false], [true, false], [true, false]]);
  });

  it.each([
    ['the name of an argument', { next: 'meta.next', argument: 'cursor' }, { next: 'meta.next', argument: 'cursor' }],
    ['the name on the wire', { next: 'skip', argument: '$skip' }, { next: 'skip', argument: 'skip' }],
    ['false', false, false],
  ])('binds pagination by %s', async (_what, pagination, expected) => {
    const tool = await convertOne({ ...query('cursor', '$skip'), 'x-mcp': { pagination } });
    expect(tool.operation.pagination).toEqual(expected);
  });

  it('gives pagination of the document to those operations that have its argument, without a word about the others', async () => {
    const { tools, warnings } = await convert({ 'x-mcp': { pagination: { next: 'next', argument: 'cursor' } }, paths: { '/a': { get: query('cursor'), post: query('other') } } });
    expect(tools.map(({ operation }) => operation.pagination)).toEqual([{ next: 'next', argument: 'cursor' }, undefined]);
    expect(warnings).toEqual([]);
  });

  it('says what users are asked for, the nearest alone', async () => {
    const { tools } = await convert({
      'x-mcp': { ask: ['arguments', 'confirmation'] },
      paths: { '/a': { get: { operationId: 'a' }, delete: { operationId: 'b', 'x-mcp': { ask: ['confirmation'] } }, post: { operationId: 'c', 'x-mcp': { ask: [] } } } },
    });
    expect(Object.fromEntries(tools.map(({ name, operation }) => [name, operation.ask]))).toEqual({ a: ['arguments', 'confirmation'], b: ['confirmation'], c: undefined });
  });

  it.each<[string, unknown, string]>([
    ['no object', 'no', 'x-mcp is an object, not "no"'],
    ['no name', { name: '' }, 'name of x-mcp is text'],
    ['a number as title', { title: 3 }, 'title of x-mcp is text'],
    ['text as a flag', { enabled: 'false' }, 'enabled of x-mcp is true or false, not "false"'],
    ['a tag that is no text', { tags: ['a', 1] }, 'tags of x-mcp is a list of texts'],
    ['no bytes', { maxResponseBytes: 0 }, 'maxResponseBytes of x-mcp is a whole number above 0'],
    ['half a byte', { maxResponseBytes: 0.5 }, 'maxResponseBytes of x-mcp is a whole number above 0'],
    ['bytes as text', { maxResponseBytes: '100' }, 'maxResponseBytes of x-mcp is a whole number above 0'],
    ['a projection that is a list', { projection: ['a'] }, 'projection of x-mcp is a JSONata expression'],
    ['pagination without an argument', { pagination: { next: 'a' } }, 'pagination of x-mcp is false or {next'],
    ['pagination by an argument that is not there', { pagination: { next: 'a', argument: 'page' } }, 'has no argument "page"'],
    ['annotations as a list', { annotations: ['readOnlyHint'] }, 'annotations of x-mcp is an object'],
    ['a hint that is no flag', { annotations: { readOnlyHint: 'yes' } }, 'readOnlyHint is true or false, not "yes"'],
    ['a hint that MCP does not know', { annotations: { readonly: true } }, 'There is no annotation "readonly"'],
    ['something to ask for that is unknown', { ask: ['passwords'] }, 'ask of x-mcp is a list of arguments and confirmation'],
    ['a key that is not known', { titel: 'T' }, 'x-mcp has no "titel"; it knows name, title'],
  ])('with %s is a warning and changes nothing', async (_what, wish, message) => {
    const operation = { operationId: 'op', summary: 'S', ...query('cursor') };
    const { tools, warnings } = await convert({ paths: { '/a': { get: { ...operation, 'x-mcp': wish } } } });
    const [plain] = (await convert({ paths: { '/a': { get: operation } } })).tools;
    expect(tools).toEqual([plain]);
    expect(warnings).toMatchObject([{ code: 'X_MCP', message: expect.stringContaining(message), pointer: expect.stringMatching(/^#\/paths\/~1a\/get\/x-mcp/) }]);
  });
});
