import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from '@jest/globals';
import { load } from '../testing/documents.js';
import type { OutputSchemas } from './output-schema.js';
import { toTools } from './to-tools.js';
import type { Tool } from './tool.js';

const json = (schema: unknown): unknown => ({ description: '', content: { 'application/json': { schema } } });
const PET = { type: 'object', required: ['name'], properties: { name: { type: 'string' }, secret: { type: 'string', writeOnly: true }, next: { $ref: '#/components/schemas/Pet' } } };

async function toolOf(responses: Record<string, unknown>, outputSchemas: OutputSchemas): Promise<Tool | undefined> {
  const document = await load({ openapi: '3.1.0', paths: { '/a': { get: { responses } } }, components: { schemas: { Pet: PET } } });
  return toTools(document, { outputSchemas }).tools[0];
}

describe('strict output schemas', () => {
  it('are what is declared, without what does not come back', async () => {
    const tool = await toolOf({ 200: json({ $ref: '#/components/schemas/Pet' }) }, 'strict');
    const pet = { type: 'object', required: ['name'], properties: { name: { type: 'string' }, next: { $ref: '#/$defs/Pet' } } };
    expect(tool?.outputSchema).toEqual({ ...pet, $defs: { Pet: pet } });
    expect(tool?.operation.wrapsResult).toBe(false);
  });

  it.each<[string, unknown]>([
    ['a list', { type: 'array', items: { type: 'integer' } }],
    ['an object or null', { type: ['object', 'null'] }],
    ['an object or a list', { anyOf: [{ type: 'object' }, { type: 'array' }] }],
    ['anything', {}],
  ])('wrap %s', async (_what, schema) => {
    const tool = await toolOf({ 200: json(schema) }, 'strict');
    expect(tool?.outputSchema).toEqual({ type: 'object', properties: { result: schema }, required: ['result'] });
    expect(tool?.operation.wrapsResult).toBe(true);
  });

  it('hold for each success that is declared', async () => {
    const tool = await toolOf({ 200: json({ $ref: '#/components/schemas/Pet' }), 202: json({ type: 'object', required: ['job'], properties: { job: { type: 'integer' } } }), 400: json({ type: 'string' }) }, 'strict');
    const validate = new Ajv2020({ strict: false }).compile(tool?.outputSchema ?? {});
    expect([{ name: 'a' }, { job: 1 }, {}].map((answer) => validate(answer))).toEqual([true, true, false]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['an empty success', { 200: json(PET), 204: { description: '' } }],
    ['another media type', { 200: { description: '', content: { 'application/json': { schema: PET }, 'text/csv': {} } } }],
    ['JSON without a schema', { 200: json(PET), 201: { description: '', content: { 'application/json': {} } } }],
  ])('give way to relaxed ones where %s would break them', async (_what, responses) => {
    const tool = await toolOf(responses, 'strict');
    expect(tool?.outputSchema).not.toHaveProperty('required');
    expect(new Ajv2020({ strict: false }).compile(tool?.outputSchema ?? { not: {} })({})).toBe(true);
  });
});

describe('no output schemas', () => {
  it('are told when none are wanted', async () => {
    expect(await toolOf({ 200: json(PET) }, 'none')).not.toHaveProperty('outputSchema');
  });
});
