import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from '@jest/globals';
import { convert, withBody } from '../testing/documents.js';

const REF = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });

// Written as text, for an object with a member `then` looks like a promise.
const CONDITIONAL = JSON.parse('{"if":{"properties":{"a":{"const":1}}},"then":{"required":["b"]},"else":{"required":["c"]}}') as unknown;

interface Input {
  accepts: (body: unknown) => boolean;
  body: unknown;
  definitions: Record<string, unknown>;
  codes: string[];
}

/** The input schema for a JSON body. */
async function inputOf(schema: unknown, schemas: Record<string, unknown> = {}): Promise<Input> {
  const { tools, warnings } = await convert({ openapi: '3.1.0', paths: { '/a': { post: withBody(schema) } }, components: { schemas } });
  const inputSchema = tools[0]?.inputSchema ?? {};
  const validate = new Ajv2020({ strict: false, logger: false, validateFormats: false }).compile(inputSchema);
  return {
    accepts: (body) => validate({ body }),
    body: (inputSchema['properties'] as Record<string, unknown>)['body'],
    definitions: (inputSchema['$defs'] ?? {}) as Record<string, unknown>,
    codes: warnings.map(({ code }) => code),
  };
}

describe('inheritance by a discriminator', () => {
  const pet = { type: 'object', required: ['kind', 'name'], properties: { kind: { type: 'string' }, name: { type: 'string' } }, discriminator: { propertyName: 'kind' } };
  const heir = (parent: string, properties: Record<string, unknown>): unknown => ({ allOf: [REF(parent), { type: 'object', properties, required: Object.keys(properties) }] });
  const schemas = { Pet: pet, Cat: heir('Pet', { lives: { type: 'integer' } }), Dog: heir('Pet', { breed: { type: 'string' } }), Puppy: heir('Dog', { weeks: { type: 'integer' } }), Stone: { type: 'object' } };

  it('shows all heirs where their parent is asked for, each by its value', async () => {
    const { definitions, body } = await inputOf(REF('Pet'), schemas);
    const name = Object.keys(definitions).find((one) => one.startsWith('Pet-any-'));
    expect(body).toEqual({ $ref: `#/$defs/${name ?? ''}` });
    expect(definitions[name ?? '']).toEqual({
      anyOf: [
        { $ref: '#/$defs/Cat', properties: { kind: { const: 'Cat' } } },
        { $ref: '#/$defs/Dog', properties: { kind: { const: 'Dog' } } },
        { $ref: '#/$defs/Puppy', properties: { kind: { const: 'Puppy' } } },
        { $ref: '#/$defs/Pet' },
      ],
    });
    expect(definitions).not.toHaveProperty('Stone');
  });

  it('takes heirs and the parent itself, and nothing that is neither', async () => {
    const { accepts } = await inputOf({ type: 'object', properties: { pet: REF('Pet') } }, schemas);
    expect(accepts({ pet: { kind: 'Cat', name: 'Tom', lives: 9 } })).toBe(true);
    expect(accepts({ pet: { kind: 'Pet', name: 'Tom' } })).toBe(true);
    expect(accepts({ pet: { kind: 'Cat' } })).toBe(false);
  });

  it('takes the values of a mapping', async () => {
    const { definitions } = await inputOf(REF('Pet'), { ...schemas, Pet: { ...pet, discriminator: { propertyName: 'kind', mapping: { feline: '#/components/schemas/Cat', tiger: 'Cat' } } } });
    expect(Object.entries(definitions).find(([name]) => name.startsWith('Pet-any-'))?.[1]).toMatchObject({ anyOf: [{ properties: { kind: { enum: ['feline', 'tiger'] } } }, {}, {}, {}] });
  });

  it('leaves the parent as it is where an heir is asked for', async () => {
    const { definitions } = await inputOf(REF('Cat'), schemas);
    expect(Object.keys(definitions)).toEqual(['Cat', 'Pet']);
  });

  it('ends where an heir holds its parent', async () => {
    const { accepts } = await inputOf(REF('Pet'), { Pet: { ...pet, properties: { ...pet.properties, friend: REF('Pet') } }, Cat: heir('Pet', { lives: { type: 'integer' } }) });
    expect(accepts({ kind: 'Cat', name: 'Tom', lives: 9, friend: { kind: 'Cat', name: 'Tim', lives: 1 } })).toBe(true);
    expect(accepts({ kind: 'Cat', name: 'Tom', lives: 9, friend: {} })).toBe(false);
  });
});

describe('schemas that would never end', () => {
  it.each<[string, Record<string, unknown>, unknown, unknown]>([
    ['all of itself', { A: { type: 'object', allOf: [REF('A')] } }, {}, 1],
    ['a parent that lists its heirs', { A: { type: 'object', oneOf: [REF('B')], discriminator: { propertyName: 'k' } }, B: { allOf: [REF('A'), { required: ['b'] }] } }, { k: 'B', b: 1 }, 1],
    ['three in a circle', { A: { anyOf: [REF('B')] }, B: { allOf: [REF('C')], type: 'object' }, C: { anyOf: [REF('A'), { type: 'object' }] } }, {}, 1],
  ])('%s end, and still ask what they ask', async (_what, schemas, right, wrong) => {
    const { accepts, codes } = await inputOf(REF('A'), schemas);
    expect([accepts(right), accepts(wrong)]).toEqual([true, false]);
    expect(codes).toEqual(['REFERENCE']);
  });

  it('are not those that go on inside a value', async () => {
    const { accepts, codes } = await inputOf(REF('A'), { A: { type: 'object', allOf: [{ properties: { next: REF('A') } }], anyOf: [{ items: REF('A') }, {}] } });
    expect([accepts({ next: { next: {} } }), accepts({ next: { next: 1 } })]).toEqual([true, false]);
    expect(codes).toEqual([]);
  });
});

describe('a schema', () => {
  it.each<[string, unknown, unknown]>([
    ['keeps if, then and else', CONDITIONAL, CONDITIONAL],
    ['keeps unevaluatedProperties', { type: 'object', unevaluatedProperties: false }, { type: 'object', unevaluatedProperties: false }],
    ['keeps contains and its counts', { type: 'array', contains: { type: 'string' }, minContains: 2 }, { type: 'array', contains: { type: 'string' }, minContains: 2 }],
    ['keeps propertyNames', { type: 'object', propertyNames: { pattern: '^a' } }, { type: 'object', propertyNames: { pattern: '^a' } }],
    ['keeps dependencies', { dependentRequired: { a: ['b'] }, dependentSchemas: { c: { required: ['d'] } } }, { dependentRequired: { a: ['b'] }, dependentSchemas: { c: { required: ['d'] } } }],
    ['keeps const, also null', { const: null }, { const: null }],
    ['keeps lists of types', { type: ['string', 'integer'] }, { type: ['string', 'integer'] }],
    ['keeps formats', { type: 'string', format: 'password' }, { type: 'string', format: 'password' }],
    ['says how byte is written', { type: 'string', format: 'byte' }, { type: 'string', format: 'byte', contentEncoding: 'base64' }],
    ['keeps a default that fits', { type: 'integer', default: 3 }, { type: 'integer', default: 3 }],
    ['keeps a default that is one of its values', { enum: ['a', { b: 1 }], default: { b: 1 } }, { enum: ['a', { b: 1 }], default: { b: 1 } }],
    ['that is true takes anything', { properties: { a: true } }, { properties: { a: {} } }],
    ['that is false takes nothing', { properties: { a: false } }, { properties: { a: { not: {} } } }],
    ['takes one schema for a list of one', { allOf: { type: 'object' } }, { allOf: [{ type: 'object' }] }],
    ['has two sets of alternatives as both', { anyOf: [{ required: ['a'] }], oneOf: [{ required: ['b'] }] }, { anyOf: [{ required: ['a'] }], allOf: [{ anyOf: [{ required: ['b'] }] }] }],
    ['drops limits that ask nothing', { type: 'string', uniqueItems: true, minimum: 1, maxLength: 3, maxProperties: 2 }, { type: 'string', maxLength: 3 }],
    ['keeps limits on any of its types', { type: ['array', 'string'], uniqueItems: true, maxLength: 3 }, { type: ['array', 'string'], uniqueItems: true, maxLength: 3 }],
    ['keeps a name required that is no property', { type: 'object', required: ['x'] }, { type: 'object', required: ['x'] }],
    ['loses readOnly names in branches too', { properties: { id: { readOnly: true } }, anyOf: [{ required: ['id', 'a'] }], dependentRequired: { a: ['id', 'b'] } }, { properties: {}, anyOf: [{ required: ['a'] }], dependentRequired: { a: ['b'] } }],
    ['shows the first of its examples', { type: 'string', examples: ['a', 'b'] }, { type: 'string', examples: ['a'] }],
    ['shows no example that is long', { type: 'string', example: 'x'.repeat(300) }, { type: 'string' }],
    ['has no markup in its description', { description: '<p>A <b>name</b> &amp; more</p>' }, { description: 'A name & more' }],
  ])('%s', async (_rule, schema, expected) => {
    const { body, codes } = await inputOf(schema);
    expect(body).toEqual(expected);
    expect(codes).toEqual([]);
  });

  it.each<[string, unknown, unknown]>([
    ['type any', { type: 'any' }, {}],
    ['no values', { type: 'string', enum: [] }, { type: 'string' }],
    ['text as its values', { enum: 'a' }, {}],
    ['a list as properties', { properties: [] }, {}],
    ['text as a schema', { properties: { a: 'string' } }, { properties: { a: {} } }],
    ['a default of another type', { type: 'integer', default: 'ten' }, { type: 'integer' }],
    ['a default that is none of its values', { enum: ['a'], default: 'b' }, { enum: ['a'] }],
    ['a pattern that is none', { type: 'string', pattern: '(' }, { type: 'string' }],
    ['a limit that is none', { type: 'string', maxLength: -1 }, { type: 'string' }],
    ['a list as its format', { type: 'string', format: [] }, { type: 'string' }],
  ])('with %s loses it with a warning', async (_what, schema, expected) => {
    const { body, codes } = await inputOf(schema);
    expect(body).toEqual(expected);
    expect(codes).toHaveLength(1);
  });

  it('keeps properties called like keywords and like members of every object', async () => {
    const names = ['$ref', 'nullable', 'required', 'type', 'example', 'constructor', 'toString', 'properties', 'x-a'];
    const { body } = await inputOf({ type: 'object', properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])), required: ['type', 'constructor'] });
    expect(Object.keys((body as { properties: object }).properties)).toEqual(names);
    expect(body).toMatchObject({ required: ['type', 'constructor'] });
  });
});

describe('names of choices', () => {
  it('stay with the choices', async () => {
    const { body, codes } = await inputOf({ type: 'object', properties: { a: { type: 'string', enum: ['x', 'y'], enumNames: ['Ex', 'Why'] } } });
    expect(body).toMatchObject({ properties: { a: { enum: ['x', 'y'], enumNames: ['Ex', 'Why'] } } });
    expect(codes).toEqual([]);
  });
});
