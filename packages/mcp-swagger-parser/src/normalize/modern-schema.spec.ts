import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../json/json-object.js';
import { modernPattern } from './modern-pattern.js';
import { modernizeSchema } from './modern-schema.js';

function modern(schema: JsonObject): { schema: JsonObject; reports: string[] } {
  const reports: string[] = [];
  const copy = structuredClone(schema);
  modernizeSchema(copy, (code) => reports.push(code));
  return { schema: copy, reports };
}

describe('modernizeSchema', () => {
  const cases: [string, JsonObject, JsonObject][] = [
    ['nullable text', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    ['nullable beside an enum', { type: 'string', enum: ['a'], nullable: true }, { type: ['string', 'null'], enum: ['a', null] }],
    ['nullable beside a reference', { $ref: '#/x', nullable: true, description: 'd' }, { description: 'd', anyOf: [{ $ref: '#/x' }, { type: 'null' }] }],
    ['nullable beside allOf', { allOf: [{ $ref: '#/x' }], nullable: true }, { anyOf: [{ allOf: [{ $ref: '#/x' }] }, { type: 'null' }] }],
    ['x-nullable of Swagger 2.0', { type: 'integer', 'x-nullable': true }, { type: ['integer', 'null'] }],
    ['nullable: false', { type: 'string', nullable: false }, { type: 'string' }],
    ['a flag as exclusive bound', { minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false }, { exclusiveMinimum: 1, maximum: 9 }],
    ['an exclusive bound of today', { exclusiveMinimum: 1 }, { exclusiveMinimum: 1 }],
    ['example', { type: 'string', example: 'a' }, { type: 'string', examples: ['a'] }],
    ['required of draft 3', { type: 'string', required: true }, { type: 'string' }],
    ['a list of items', { type: 'array', items: [{ type: 'string' }], additionalItems: false }, { type: 'array', prefixItems: [{ type: 'string' }], items: false }],
    ['dependencies', { dependencies: { a: ['b'], c: { required: ['d'] } } }, { dependentRequired: { a: ['b'] }, dependentSchemas: { c: { required: ['d'] } } }],
    ['numbers in an enum of text', { type: 'string', enum: [1, true] }, { type: 'string', enum: ['1', 'true'] }],
  ];
  it.each(cases)('brings %s to 2020-12', (_what, from, to) => {
    expect(modern(from).schema).toEqual(to);
  });

  it.each(cases)('makes 2020-12 of %s, by the schema of that dialect', (_what, from) => {
    const checker = new Ajv2020();
    expect([checker.validateSchema(modern(from).schema), checker.errors]).toEqual([true, null]);
  });

  it.each(cases)('changes nothing the second time: %s', (_what, _from, to) => {
    expect(modern(to).schema).toEqual(to);
  });

  it.each([
    ['int64', { type: 'integer', format: 'int64' }],
    ['String', { type: 'string' }],
    ['file', { type: 'string', format: 'binary' }],
    ['any', {}],
    ['whatever', {}],
  ])('takes the type %j for what is meant, and reports it', (type, to) => {
    const { schema, reports } = modern({ type });
    expect(schema).toEqual(to);
    expect(reports).toEqual(['TYPE']);
  });
});

describe('modernPattern', () => {
  it.each([
    ['^[a-z]+$', '^[a-z]+$'],
    ['/^[a-z]+$/', '^[a-z]+$'],
    ['\\A\\d+\\z', '^\\d+$'],
    ['(?P<year>\\d{4})', '(?<year>\\d{4})'],
    ['^[[:alpha:]]+$', '^[A-Za-z]+$'],
    ['a++', 'a+'],
    ['^\\#\\_a$', '^#_a$'],
    ['(?i', undefined],
  ])('reads %j as %j', (pattern, expected) => {
    expect(modernPattern(pattern)).toBe(expected);
  });
});
