import { describe, expect, it } from '@jest/globals';
import { convert, convertOne, load } from '../testing/documents.js';
import { toTools } from './to-tools.js';
import type { Tool } from './tool.js';

// Were one of these walked without a bound, the test would not fail but never end: each has more ways through it than there are microseconds in a century.
const times = (count: number, value: unknown): unknown[] => Array.from({ length: count }, () => value);
const ref = (name: string): Record<string, unknown> => ({ $ref: `#/components/schemas/${name}` });
const answering = (schema: unknown): Record<string, unknown> => ({ responses: { 200: { description: 'OK', content: { 'application/json': { schema } } } } });
const taking = (mediaType: string, schema: unknown): Record<string, unknown> => ({ requestBody: { content: { [mediaType]: { schema } } } });
const properties = { id: { type: 'string' } };

/** How many elements are told of, the one itself included. */
function elementsOf({ properties: inner = {}, items }: NonNullable<NonNullable<Tool['operation']['body']>['xml']>): number {
  return 1 + (items === undefined ? 0 : elementsOf(items)) + Object.values(inner).reduce((sum, one) => sum + elementsOf(one), 0);
}

describe('A document whose schemas lead into each other without end', () => {
  it.each(['allOf', 'anyOf', 'oneOf'])('becomes a tool when a schema is ten times itself by %s', async (keyword) => {
    const schemas = { A: { [keyword]: times(10, ref('A')) }, B: { allOf: [ref('A')], properties } };
    const { name, outputSchema } = await convertOne({ operationId: 'get', ...answering(ref('B')), ...taking('application/json', ref('A')) }, { components: { schemas } });
    expect([name, Object.keys(outputSchema?.['properties'] as object)]).toEqual(['get', ['id']]);
    const { tools } = toTools(await load({ components: { schemas }, paths: { '/a': { get: { operationId: 'get', ...answering(ref('A')) } } } }), { outputSchemas: 'strict' });
    expect(tools[0]?.outputSchema).toMatchObject({ type: 'object', properties: { result: {} } });
  });

  it('becomes a tool when each of thirty schemas is ten times the next', async () => {
    const layers = Array.from({ length: 30 }, (_, layer) => [`L${layer}`, layer === 29 ? { properties } : { allOf: times(10, ref(`L${layer + 1}`)) }]);
    const { outputSchema } = await convertOne(answering(ref('L0')), { components: { schemas: Object.fromEntries(layers) } });
    expect(outputSchema?.['properties']).toHaveProperty('id');
  });

  it('still leaves out what does not travel this way', async () => {
    const schemas = { A: { allOf: times(10, ref('A')), properties: { own: { allOf: times(10, ref('B')) }, name: { type: 'string' } }, required: ['own', 'name'] }, B: { allOf: [...times(10, ref('B')), { readOnly: true }] } };
    const { inputSchema } = await convertOne(taking('application/json', ref('A')), { components: { schemas } });
    expect(inputSchema['$defs']).toMatchObject({ A: { properties: { name: { type: 'string' } }, required: ['name'] } });
    expect(JSON.stringify(inputSchema)).not.toContain('own');
  });

  it('is told as XML level by level, up to a bound', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `part${index}`);
    const schemas = { A: { type: 'object', xml: { name: 'whole' }, properties: Object.fromEntries(names.map((name) => [name, ref('A')])) } };
    const { operation } = await convertOne(taking('application/xml', ref('A')), { components: { schemas } });
    const xml = operation.body?.xml ?? { name: '' };
    expect(elementsOf(xml)).toBeLessThan(6_000);
    expect(names.map((name) => Object.keys(xml.properties?.[name]?.properties ?? {}).length)).toEqual(times(20, 20));
  });

  it('becomes a tool with a form in which a list holds lists of its own kind', async () => {
    const schemas = { List: { type: 'array', items: ref('List') } };
    const { operation } = await convertOne(taking('multipart/form-data', { type: 'object', properties: { list: ref('List') } }), { components: { schemas } });
    expect(operation.body?.fields).toEqual({ list: { isFile: false } });
  });

  it('is converted with a warning for a reference that goes through two others, each of which goes through two others', async () => {
    const before = (level: number): string => `#/x-ways/${level}/a/b`;
    let place: Record<string, unknown> = {};
    for (let level = 40; level >= 0; level--) place = { a: { $ref: before(level) }, b: place };
    const ways = [{ a: { b: place } }, ...Array.from({ length: 40 }, (_, level) => ({ $ref: before(level) }))];
    const { tools, warnings } = await convert({ 'x-ways': ways, paths: { '/a': { get: { operationId: 'get', parameters: [{ name: 'q', in: 'query', schema: { $ref: before(40) } }], responses: {} } } } });
    expect([tools.map(({ name }) => name), warnings.map(({ code }) => code)]).toEqual([['get'], ['REFERENCE']]);
  });
});
