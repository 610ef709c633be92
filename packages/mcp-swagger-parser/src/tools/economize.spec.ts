import { describe, expect, it } from '@jest/globals';
import { convert, load } from '../testing/documents.js';
import { economize, listBudget } from './economize.js';
import { toTools } from './to-tools.js';
import type { Tool } from './tool.js';

const words = (count: number): string => 'Some words that explain. '.repeat(count);
const properties = (depth: number, width: number): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: width }, (_, index) => [`p${index}`, depth === 0 ? { type: 'string', description: words(4) } : { type: 'object', properties: properties(depth - 1, width) }]));
const operation = (id: string, depth: number): Record<string, unknown> => ({
  operationId: id, description: words(40),
  parameters: [{ name: 'id', in: 'query', required: true, description: words(20), schema: { type: 'string', enum: ['a', 'b'], maxLength: 1 } }],
  requestBody: { required: true, content: { 'application/json': { schema: { type: 'object', required: ['p0'], properties: properties(depth, 4) } } } },
  responses: { 200: { description: '', content: { 'application/json': { schema: { type: 'object', properties: properties(0, 10) } } } } },
});
const paths = (...ids: string[]): Record<string, unknown> => Object.fromEntries(ids.map((id, index) => [`/${id}`, { post: operation(id, index % 4) }]));
const ids = Array.from({ length: 12 }, (_, index) => `op${index}`);
const sizeOf = (tools: Tool[]): number => JSON.stringify(tools.map(({ operation: _operation, tags: _tags, ...tool }) => tool)).length;

describe('economize', () => {
  it('changes nothing under the budget', async () => {
    const { tools } = await convert({ paths: paths(...ids) });
    expect(sizeOf(tools)).toBeGreaterThan(100_000);
    expect(economize(tools)).toEqual(tools);
  });

  it.each([60_000, 30_000, 20_000])('brings a list under %i characters and keeps what a call needs', async (budget) => {
    const { tools } = await convert({ paths: paths(...ids) });
    const result = economize(tools, budget);
    expect(sizeOf(result)).toBeLessThanOrEqual(budget);
    for (const { name, inputSchema, operation: binding } of result) {
      expect(binding).toBe(tools.find((tool) => tool.name === name)?.operation);
      expect(inputSchema).toMatchObject({
        required: ['id', 'body'], additionalProperties: false,
        properties: { id: { type: 'string', enum: ['a', 'b'], maxLength: 1 }, body: { type: 'object', required: ['p0'], properties: { p0: {}, p1: {}, p2: {}, p3: {} } } },
      });
    }
  });

  it.each([3_000, 1_500, 800])('leaves no reference without its definition, also inside text that holds JSON, at %i characters', async (budget) => {
    const inner = { type: 'object', properties: { a: { type: 'string', description: words(8) }, b: { type: 'string', description: words(8) } } };
    const outer = { type: 'object', properties: { text: { type: 'string', contentMediaType: 'application/json', contentSchema: { $ref: '#/components/schemas/Inner' } }, rest: { type: 'object', properties: properties(2, 3) } } };
    const document = await load({
      openapi: '3.1.0',
      components: { schemas: { Inner: inner, Outer: outer } },
      paths: { '/a': { post: { operationId: 'a', requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Outer' } } } }, responses: {} } } },
    });
    for (const { inputSchema } of toTools(document, { listBudget: budget }).tools) {
      const text = JSON.stringify(inputSchema);
      const named = [...text.matchAll(/"#\/\$defs\/([^"]+)"/g)].map((match) => match[1] ?? '');
      expect(Object.keys(inputSchema['$defs'] ?? {})).toEqual(expect.arrayContaining(named));
    }
  });

  it('gives the same whatever the order', async () => {
    const one = economize((await convert({ paths: paths(...ids) })).tools, 40_000);
    const { tools } = await convert({ paths: paths(...ids) });
    expect(economize([...tools].reverse(), 40_000).reverse()).toEqual(one);
  });

  it('abridges the largest first, and leaves the small ones alone', async () => {
    const { tools } = await convert({ paths: { ...paths(...ids), '/small': { get: { operationId: 'small', description: 'Small.', parameters: [{ name: 'q', in: 'query', description: words(3), schema: { type: 'string' } }] } } } });
    const result = economize(tools, 60_000);
    expect(result.at(-1)).toEqual(tools.at(-1));
    expect(result.filter((tool, index) => tool !== tools[index]).length).toBeGreaterThan(0);
  });

  it('tells more of fewer tools, never less', async () => {
    const document = await load({ paths: paths(...ids) });
    const all = toTools(document, { listBudget: 30_000 }).tools;
    const few = toTools(document, { listBudget: 30_000, include: ['operation:op3', 'operation:op7'] }).tools;
    for (const tool of few) expect(JSON.stringify(tool.inputSchema).length).toBeGreaterThanOrEqual(JSON.stringify(all.find(({ name }) => name === tool.name)?.inputSchema).length);
  });

  it('never abridges when told that the list may be of any size', async () => {
    const document = await load({ paths: paths(...ids) });
    expect(toTools(document, { listBudget: Infinity })).toEqual(toTools(document));
  });

  it.each([[1, 1e6, 256_000], [100, 1e6, 270_000], [452, 3e6, 1_220_400], [845, 6e6, 1_900_000], [5_000, 6e6, 1_900_000], [845, 11e6, 2_650_000], [845, 1e8, 2_800_000]])('allows %i tools of %i characters %i of them', (tools, whole, expected) => {
    expect(listBudget(tools, whole)).toBe(expected);
  });
});
