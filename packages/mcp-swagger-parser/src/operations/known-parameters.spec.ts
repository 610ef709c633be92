import { describe, expect, it } from '@jest/globals';
import { convert } from '../testing/documents.js';

const limit = { name: 'limit', in: 'query', description: 'How many.', schema: { type: 'integer', minimum: 1 } };
const operation = (...parameters: unknown[]): Record<string, unknown> => ({ parameters, responses: {} });

describe('parameters that operations repeat', () => {
  it('are read once, and told apart by all that is written in them', async () => {
    const { tools } = await convert({
      paths: { '/a': { get: operation(limit) }, '/b': { get: operation(structuredClone(limit)) }, '/c': { get: operation({ ...limit, description: 'At most.' }) }, '/d': { get: operation({ ...limit, required: true }) } },
    });
    const [a, b, c, d] = tools.map(({ inputSchema }) => inputSchema['properties'] as Record<string, unknown>);
    expect(b?.['limit']).toBe(a?.['limit']);
    expect(c?.['limit']).toMatchObject({ description: 'At most.' });
    expect(d?.['limit']).toEqual(a?.['limit']);
    expect(tools.map(({ inputSchema }) => inputSchema['required'])).toEqual([undefined, undefined, undefined, ['limit']]);
  });

  it('bring their warnings at each place where they stand', async () => {
    const wrong = { name: 'q', in: 'query', schema: { type: 'integer', minimum: 'low' } };
    const astray = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
    const { warnings } = await convert({ paths: { '/a': { get: operation(wrong, astray) }, '/b': { get: operation(structuredClone(wrong), structuredClone(astray)) }, '/c/{id}': { get: operation(structuredClone(astray)) } } });
    expect(warnings.map(({ pointer }) => pointer).sort()).toEqual([
      '#/paths/~1a/get/parameters/0/schema/minimum',
      '#/paths/~1a/get/parameters/1/schema',
      '#/paths/~1b/get/parameters/0/schema/minimum',
      '#/paths/~1b/get/parameters/1/schema',
    ]);
  });

  it('are read once where the operations of a path share them, and for each path anew where they are wrong', async () => {
    const { tools, warnings } = await convert({
      paths: {
        '/a': { parameters: [limit], get: operation(), put: operation() },
        '/b': { parameters: [structuredClone(limit)], get: operation(), put: operation() },
        '/c': { parameters: [{ ...limit, schema: { minimum: 'low' } }], get: operation(), put: operation() },
      },
    });
    const [first, ...others] = tools.map(({ inputSchema }) => (inputSchema['properties'] as Record<string, unknown>)['limit']);
    for (const other of others.slice(0, 3)) expect(other).toBe(first);
    expect([...new Set(warnings.map(({ pointer }) => pointer))]).toEqual(['#/paths/~1c/parameters/0/schema/minimum']);
  });

  it('are read all the same when many are described alike', async () => {
    const paths = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`/p${index}`, { get: operation({ ...limit, schema: { type: 'integer', maximum: index % 40 } }) }]));
    const { tools } = await convert({ paths });
    expect(tools.map(({ inputSchema }) => (inputSchema['properties'] as { limit: { maximum: number } }).limit.maximum)).toEqual(Array.from({ length: 80 }, (_, index) => index % 40));
  });
});
