import { describe, expect, it } from '@jest/globals';
import { abridge } from './abridge.js';
import type { Detail } from './detail.js';

const detail = (change: Partial<Detail> = {}): Detail => ({ longest: [40, 20, 0], depth: Infinity, namesDeeper: true, ...change });
const body = (properties: Record<string, unknown>, rest: Record<string, unknown> = {}, $defs?: Record<string, unknown>): Record<string, unknown> => ({
  type: 'object', properties: { body: { type: 'object', properties, ...rest } }, required: ['body'], additionalProperties: false, ...($defs === undefined ? {} : { $defs }),
});
const text = 'First sentence here. And a second one that is long.';

describe('abridge', () => {
  it('cuts only what explains, by level, and never what is data or a name', () => {
    const schema = body({
      description: { type: 'string', title: 'T', description: text, examples: ['x'], enum: ['description'], default: 'description' },
      list: { type: 'array', items: { type: 'object', properties: { deep: { type: 'string', description: text } } } },
    });
    expect(abridge(schema, detail())).toEqual(
      body({
        description: { type: 'string', description: 'First sentence here.', enum: ['description'], default: 'description' },
        list: { type: 'array', items: { type: 'object', properties: { deep: { type: 'string' } } } },
      }),
    );
  });

  const deep = { type: 'object', properties: { a: { type: 'object', required: ['b'], properties: { b: { type: 'object', properties: { x: { type: 'integer', minimum: 1 } }, required: ['x'] }, c: { type: 'object', properties: { y: {} } }, d: { type: 'string', pattern: '^a', enum: ['aa'] } } } } };

  it('outlines what is optional below a depth, and keeps what is required', () => {
    expect(abridge(body({ top: deep }), detail({ depth: 3 }))).toEqual(
      body({
        top: { type: 'object', properties: { a: { type: 'object', required: ['b'], properties: { b: { type: 'object', properties: { x: { type: 'integer', minimum: 1 } }, required: ['x'] }, c: { type: 'object' }, d: { type: 'string', enum: ['aa'] } } } } },
      }),
    );
  });

  it('does not even name them at last, and then forbids no other names', () => {
    const schema = body({ top: { type: 'object', properties: { a: { type: 'object' }, b: { type: 'string' } }, required: ['b'], additionalProperties: false, patternProperties: { '^x': { type: 'object' } } } });
    expect(abridge(schema, detail({ depth: 2, namesDeeper: false }))).toEqual(body({ top: { type: 'object', properties: { b: { type: 'string' } }, required: ['b'], patternProperties: { '^x': { type: 'object' } } } }));
  });

  it('drops the definitions that nothing refers to any more, and keeps those that are required or recursive', () => {
    const $defs = {
      Top: { type: 'object', properties: { far: { $ref: '#/$defs/Far' }, must: { $ref: '#/$defs/Must' }, self: { $ref: '#/$defs/Top' } }, required: ['must'] },
      Far: { type: 'object', properties: { z: {} } },
      Must: { type: 'object', required: ['n'], properties: { n: { $ref: '#/$defs/Name' } } },
      Name: { type: 'string', maxLength: 3 },
    };
    const result = abridge(body({ top: { $ref: '#/$defs/Top' } }, {}, $defs), detail({ depth: 2 }));
    expect(result['$defs']).toEqual({ Top: { ...$defs.Top, properties: { far: { type: 'object' }, must: { $ref: '#/$defs/Must' }, self: { $ref: '#/$defs/Top' } } }, Must: $defs.Must, Name: $defs.Name });
  });

  it('drops what a looser part would make stricter', () => {
    const strict = { not: { $ref: '#/$defs/A' }, if: { $ref: '#/$defs/A' }, else: { required: ['a'] }, unevaluatedProperties: false, contains: { $ref: '#/$defs/A' }, maxContains: 1 };
    const $defs = { A: { type: 'object', properties: { a: { type: 'object', properties: { b: { type: 'object' } } } } } };
    const result = abridge(body({ a: { type: 'object', ...strict } }, {}, $defs), detail({ depth: 2 }));
    expect(result).toMatchObject(body({ a: { type: 'object' } }));
    expect(JSON.stringify(result)).not.toMatch(/not|"if"|else|unevaluated|ontains/);
  });

  it('keeps all values of arguments and their own properties, and long lists of values only there', () => {
    const values = Array.from({ length: 200 }, (_, index) => `value ${index}`);
    const result = abridge(body({ near: { enum: values }, far: { type: 'object', properties: { optional: { type: 'string', enum: values }, must: { type: 'string', enum: values } }, required: ['must'] } }), detail({ depth: 3 }));
    expect(result).toEqual(body({ near: { enum: values }, far: { type: 'object', properties: { optional: { type: 'string' }, must: { type: 'string', enum: values } }, required: ['must'] } }));
  });
});
