import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { abridge } from '../schema/abridge.js';
import { DETAILS } from '../schema/detail.js';
import { convert, convertOne, withBody } from '../testing/documents.js';
import { randomFrom, sampleValue } from '../testing/sample-value.js';

const KEYWORDS = [
  'type', 'properties', 'required', 'items', 'enum', 'const', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'additionalProperties', 'patternProperties', 'prefixItems',
  'contains', 'minContains', 'propertyNames', 'unevaluatedProperties', 'unevaluatedItems', 'dependentSchemas', 'dependentRequired', 'dependencies', 'nullable', 'discriminator', 'readOnly', 'format', 'pattern',
  'minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength', 'minItems', 'uniqueItems', 'minProperties', 'title', 'description', 'default', 'example', 'examples', 'deprecated',
  '$ref', '$dynamicRef', '$id', '$anchor', '$schema', '$comment', '$defs', 'definitions', 'contentEncoding', 'contentSchema', 'xml', 'externalDocs', 'x-nullable', 'additionalItems', 'id', '$recursiveRef', '$vocabulary',
];
const NAMES = ['a', 'b', 'id', '$ref', 'type', 'nullable', 'required', 'properties', 'example', '__proto__', 'constructor', 'toString', 'items', 'enum', '', 'é', 'a/b', '~', '%'];
const junk = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, 1, -1, 1.5, 1e300, '', 'any', 'file', 'string', 'object', 'array', 'null', 'int64', '10', '(', '^[a-z]+$', '(?i)x', '/^a$/', 'binary', 'date-time', 'true'),
  fc.constantFrom('#/components/schemas/A', '#/components/schemas/B', '#/components/schemas/None', '#', '#/paths', 'other.yaml#/A', 'A', '#/components/schemas/A/properties/a', '#anchor', '%'),
  fc.constantFrom<unknown>(['string', 'null'], ['string', 'any', null], [], [[]], [1, 1, '1'], ['a', 'a', 3]),
);
const { schema } = fc.letrec<{ schema: unknown; value: unknown; map: unknown; list: unknown }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    junk,
    fc.array(fc.tuple(fc.constantFrom(...KEYWORDS), tie('value')), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
  ),
  map: fc.array(fc.tuple(fc.constantFrom(...NAMES), tie('schema')), { maxLength: 4 }).map((entries) => JSON.parse(`{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`) as unknown),
  list: fc.array(tie('schema'), { maxLength: 3 }),
  value: fc.oneof({ depthSize: 'small' }, junk, tie('schema'), tie('map'), tie('list')),
}));

// One that cuts texts, and three that outline what lies deep.
const SOME_DETAILS = [DETAILS[1], DETAILS[4], DETAILS[6], DETAILS[8]].filter((detail) => detail !== undefined);
const checker = new Ajv2020({ strict: false, logger: false, validateFormats: false });

function compile(schema: Record<string, unknown>): (value: unknown) => boolean {
  expect([checker.validateSchema(schema), checker.errors]).toEqual([true, null]);
  return new Ajv2020({ strict: false, logger: false, validateFormats: false, validateSchema: false, meta: false }).compile(schema);
}

describe('any schema at all', () => {
  it('becomes an input and an output schema of 2020-12 that compile, also abridged', async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(schema, schema, schema, async (body, a, b) => {
        const answer = { 200: { description: '', content: { 'application/json': { schema: body } } } };
        const document = {
          openapi: '3.1.0',
          paths: { '/a': { post: { ...withBody(body), parameters: [{ name: 'p', in: 'query', schema: a }], responses: answer } } },
          components: { schemas: { A: a, B: b } },
        };
        const { tools, skipped } = await convert(JSON.parse(JSON.stringify(document)) as Record<string, unknown>);
        expect(skipped).toEqual([]);
        const [tool] = tools;
        const whole = compile(tool?.inputSchema ?? {});
        compile(tool?.outputSchema ?? {});
        const random = randomFrom(1);
        const values = Array.from({ length: 8 }, () => sampleValue(tool?.inputSchema, tool?.inputSchema ?? {}, random)).filter((value) => whole(value));
        taken += values.length;
        for (const detail of SOME_DETAILS) {
          const less = compile(abridge(tool?.inputSchema ?? {}, detail));
          for (const value of values) expect([less(value), value]).toEqual([true, value]);
        }
      }),
      { numRuns: 250, seed: 20260731 },
    );
    expect(taken).toBeGreaterThan(500);
  });

  it('promises nothing of an answer that an API could break', async () => {
    await fc.assert(
      fc.asyncProperty(schema, schema, fc.jsonValue({ maxDepth: 3 }), async (declared, a, value) => {
        const responses = { 200: { description: '', content: { 'application/json': { schema: declared } } } };
        const { outputSchema = {}, operation } = await convertOne({ responses }, { openapi: '3.1.0', components: { schemas: { A: a } } });
        const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
        expect([compile(outputSchema)(operation.wrapsResult || !isObject ? { result: value } : value), value]).toEqual([true, value]);
      }),
      { numRuns: 200, seed: 20260801 },
    );
  });
});
