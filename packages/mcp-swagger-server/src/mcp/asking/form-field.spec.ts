import { describe, expect, it } from '@jest/globals';
import { formField } from './form-field.js';

const titled = [{ const: 'a', title: 'First' }, { const: 'b', title: 'Second' }];

describe('a field of a form', () => {
  it.each([
    ['text with its limits', { type: 'string', minLength: 1, maxLength: 9, pattern: '^a', title: 'T', description: 'D', default: 'x' }, { type: 'string', minLength: 1, maxLength: 9, title: 'T', description: 'D', default: 'x' }],
    ['a format that forms know', { type: 'string', format: 'date-time' }, { type: 'string', format: 'date-time' }],
    ['a format that they do not', { type: 'string', format: 'uuid' }, { type: 'string' }],
    ['text that may be null', { type: ['string', 'null'] }, { type: 'string' }],
    ['a number', { type: 'number', minimum: 1, maximum: 2, default: 1.5 }, { type: 'number', minimum: 1, maximum: 2, default: 1.5 }],
    ['an integer', { type: 'integer', default: 3 }, { type: 'integer', default: 3 }],
    ['yes or no', { type: 'boolean', default: false }, { type: 'boolean', default: false }],
    ['a choice', { type: 'string', enum: ['a', 'b'], default: 'b' }, { type: 'string', enum: ['a', 'b'], default: 'b' }],
    ['a choice without a type', { enum: ['a'] }, { type: 'string', enum: ['a'] }],
    ['a choice with names', { type: 'string', enum: ['a', 'b'], enumNames: ['A', 'B'] }, { type: 'string', enum: ['a', 'b'], enumNames: ['A', 'B'] }],
    ['a choice with too few names', { type: 'string', enum: ['a', 'b'], enumNames: ['A'] }, { type: 'string', enum: ['a', 'b'] }],
    ['a choice with titles', { type: 'string', anyOf: titled }, { type: 'string', oneOf: titled }],
    ['a choice with a title for some', { type: 'string', anyOf: [{ const: 'a' }] }, { type: 'string', oneOf: [{ const: 'a', title: 'a' }] }],
    ['several of a choice', { type: 'array', items: { type: 'string', enum: ['a'] }, maxItems: 2, default: ['a'] }, { type: 'array', items: { type: 'string', enum: ['a'] }, maxItems: 2, default: ['a'] }],
    ['several of a choice with titles', { type: 'array', items: { anyOf: titled } }, { type: 'array', items: { anyOf: titled } }],
    ['what stands elsewhere', { $ref: '#/$defs/kind', description: 'Which' }, { type: 'string', enum: ['x'], description: 'Which' }],
  ])('holds %s', (_name, schema, field) => {
    expect(formField(schema, { $defs: { kind: { type: 'string', enum: ['x'] } } })).toEqual(field);
  });

  it.each([
    ['an object', { type: 'object', properties: {} }],
    ['a list of anything', { type: 'array', items: { type: 'string' } }],
    ['numbers to choose from', { enum: [1, 2] }],
    ['two types', { type: ['string', 'integer'] }],
    ['anything', {}],
    ['no schema', undefined],
    ['a reference to nothing', { $ref: '#/$defs/none' }],
  ])('cannot hold %s', (_name, schema) => {
    expect(formField(schema, {})).toBeUndefined();
  });
});
