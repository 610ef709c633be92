import { describe, expect, it } from '@jest/globals';
import { buildUpstream, bodyOf, oneOperation } from '../testing/build-upstream.js';
import type { Document } from '../testing/build-upstream.js';
import { ArgumentValidator } from './validate-arguments.js';

async function validate(operation: Document, args: Record<string, unknown>, rest: Document = {}): Promise<Record<string, unknown>> {
  const { tools, upstream } = await buildUpstream(oneOperation(operation, '/a', 'post', rest), { baseUrl: 'http://a.test' });
  await upstream.close();
  const [tool] = tools;
  if (tool === undefined) throw new Error('no tool');
  return new ArgumentValidator().validate(tool, args);
}

const query = (name: string, schema: unknown): Document => ({ parameters: [{ name, in: 'query', schema }] });
const pet = { type: 'object', required: ['name'], properties: { name: { type: 'string' }, age: { type: 'integer', minimum: 0 }, price: { type: 'number', multipleOf: 0.01 }, tag: { type: 'object', properties: { label: { type: 'string' } } } } };

describe('arguments', () => {
  it.each<[string, unknown, unknown, unknown]>([
    ['a number in text', { type: 'integer' }, '42', 42],
    ['a large integer in text', { type: 'integer' }, '9007199254740993', 9007199254740993n],
    ['true in text', { type: 'boolean' }, 'true', true],
    ['a list in text', { type: 'array', items: { type: 'integer' } }, '[1,"2"]', [1, 2]],
    ['an object in text', { type: 'object' }, '{"a":1}', { a: 1 }],
    ['a number for text', { type: 'string' }, 42, '42'],
    ['one item for a list', { type: 'array', items: { type: 'string' } }, 'a,b', ['a,b']],
    ['one item for a list, and its type too', { type: ['array', 'null'], items: { type: 'integer' } }, '7', [7]],
    ['one item for a list of lists', { type: 'array', items: { type: 'array', items: { type: 'integer' } } }, 7, [[7]]],
    ['text that looks like a number', { type: 'string' }, '42', '42'],
  ])('are repaired: %s', async (_what, schema, given, expected) => {
    expect(await validate(query('p', schema), { p: given })).toEqual({ p: expected });
  });

  it('take the properties of the body given beside the others', async () => {
    expect(await validate(bodyOf('application/json', pet), { name: 'n', age: 1 })).toEqual({ body: { name: 'n', age: 1 } });
  });

  it('may be a multiple of a fraction', async () => {
    expect(await validate(bodyOf('application/json', pet), { body: { name: 'n', price: 1.1 } })).toEqual({ body: { name: 'n', price: 1.1 } });
  });

  it.each<[string, Document, Record<string, unknown>, RegExp]>([
    ['an unknown name', query('limit', {}), { limt: 1 }, /op has no argument "limt"; did you mean limit\? Nothing was sent/],
    ['a name like none', query('limit', {}), { zzz: 1 }, /no argument "zzz"; it takes limit/],
    ['a name where none is taken', {}, { q: 1 }, /no argument "q"; it takes no arguments\. Nothing was sent/],
    ['a body property beside a misspelt one', bodyOf('application/json', pet), { nmae: 'n' }, /"nmae"; did you mean name/],
    ['a misspelt property', bodyOf('application/json', pet), { body: { name: 'n', agee: 1 } }, /knows no body\.agee; did you mean age/],
    ['a misspelt property deep inside', bodyOf('application/json', pet), { body: { name: 'n', tag: { lable: 'x' } } }, /knows no body\.tag\.lable; did you mean label/],
    ['a missing one', bodyOf('application/json', pet), { body: {} }, /body\.name is missing/],
    ['a missing body', bodyOf('application/json', pet), {}, /body is missing/],
    ['a wrong type', query('p', { type: 'integer' }), { p: 'abc' }, /p: expected integer, got "abc"/],
    ['one item where it might be meant for something else', query('p', { anyOf: [{ type: 'integer' }, { type: 'array', items: { type: 'string' } }] }), { p: 'abc' }, /p: expected integer or array, got "abc"/],
    ['an object for a list', query('p', { type: 'array', items: {} }), { p: { a: 1 } }, /p: expected array, got an object with a/],
    ['one item that is wrong itself', query('p', { type: 'array', items: { type: 'integer' } }), { p: 'abc' }, /p\.0: expected integer, got "abc"/],
    ['a wrong choice', query('p', { enum: ['a', 'b'] }), { p: 'c' }, /p: expected one of "a", "b", got "c"/],
    ['a bound', bodyOf('application/json', pet), { body: { name: 'n', age: -1 } }, /body\.age: it must be >= 0, got -1/],
  ])('are refused with the reason: %s', async (_what, operation, args, message) => {
    await expect(validate(operation, args)).rejects.toThrow(message);
  });

  it('may be of a format that only the API can judge', async () => {
    expect(await validate(query('at', { type: 'string', format: 'date-time' }), { at: '2026-11-21T10:00:00' })).toEqual({ at: '2026-11-21T10:00:00' });
  });

  it('that a document does not forbid pass', async () => {
    expect(await validate(bodyOf('application/json', pet), { body: { name: 'n', custom: 1 } })).toEqual({ body: { name: 'n', custom: 1 } });
  });

  it('are not held against a schema that cannot be checked', async () => {
    const schemas = { A: { allOf: [{ $ref: '#/components/schemas/A' }] } };
    expect(await validate(bodyOf('application/json', { $ref: '#/components/schemas/A' }), { body: 1 }, { components: { schemas } })).toEqual({ body: 1 });
  });
});

describe('schemas of older dialects', () => {
  const schemas = {
    Name: { type: 'string', minLength: 2 },
    Cat: { type: 'object', properties: { kind: { type: 'string' }, lives: { type: 'integer' } }, required: ['kind', 'lives'] },
    Dog: { type: 'object', properties: { kind: { type: 'string' }, breed: { type: 'string' } }, required: ['kind', 'breed'] },
  };
  const ref = (name: string): Document => ({ $ref: `#/components/schemas/${name}` });
  const pets = { oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'kind', mapping: { hund: '#/components/schemas/Dog' } } };
  const rows: [string, unknown, unknown, unknown][] = [
    ['nullable', { type: 'integer', nullable: true }, null, 'x'],
    ['nullable beside a reference', { ...ref('Name'), nullable: true }, null, 'x'],
    ['nullable beside allOf', { allOf: [ref('Name')], nullable: true }, null, 'x'],
    ['nullable beside an enum', { type: 'string', enum: ['a'], nullable: true }, null, 'b'],
    ['an exclusive bound as a flag', { type: 'number', minimum: 1, exclusiveMinimum: true }, 1.5, 1],
    ['a property called nullable', { type: 'object', properties: { nullable: { type: 'boolean' } } }, { nullable: false }, { nullable: 'maybe' }],
    ['a pattern of PCRE', { type: 'string', pattern: '\\A[[:digit:]]++\\z' }, '12', '1b'],
    ['a pattern with delimiters', { type: 'string', pattern: '/^[a-z]+$/' }, 'ab', '/ab/'],
    ['a discriminator', pets, { kind: 'hund', breed: 'x' }, { kind: 'Cat', breed: 'x' }],
    ['a discriminator with a mapping', pets, { kind: 'Cat', lives: 9 }, { kind: 'Dog', breed: 'x' }],
    ['a required property that is readOnly', { type: 'object', properties: { id: { type: 'string', readOnly: true }, name: { type: 'string' } }, required: ['id', 'name'] }, { name: 'n' }, {}],
    ['a required property that is writeOnly', { type: 'object', properties: { password: { type: 'string', writeOnly: true } }, required: ['password'] }, { password: 'p' }, {}],
  ];
  it.each(rows)('take what they mean, and nothing else: %s', async (_what, schema, right, wrong) => {
    const body: Document = { requestBody: { required: true, content: { 'application/json': { schema: { type: 'object', properties: { p: schema } } } } } };
    expect(await validate(body, { body: { p: right } }, { components: { schemas } })).toEqual({ body: { p: right } });
    await expect(validate(body, { body: { p: wrong } }, { components: { schemas } })).rejects.toThrow(/body\.p/);
  });
});

describe('null', () => {
  const partial = bodyOf('application/merge-patch+json', pet);
  it('takes a member away in a merge patch, whatever its schema says', async () => {
    expect(await validate(partial, { body: { name: 'n', tag: { label: null } } })).toEqual({ body: { name: 'n', tag: { label: null } } });
  });

  it('does not excuse what else is wrong in a merge patch', async () => {
    await expect(validate(partial, { body: { name: 'n', tag: null, age: 'x' } })).rejects.toThrow(/body\.age: expected integer, got "x"/);
  });

  it('is told as wrong where a schema does not allow it', async () => {
    await expect(validate(bodyOf('application/json', pet), { body: { name: null } })).rejects.toThrow(/body\.name: expected string, got null/);
  });

  it('leaves out a body that may be left out, and is sent where the body may be null', async () => {
    const optional = (schema: unknown): Document => ({ requestBody: { content: { 'application/json': { schema } } } });
    expect(await validate(optional(pet), { body: null })).toEqual({});
    expect(await validate(optional({ type: 'object', nullable: true }), { body: null })).toEqual({ body: null });
  });
});

describe('what is told of wrong arguments', () => {
  const secret = { type: 'object', properties: { password: { type: 'string', maxLength: 3 }, note: { type: 'string', maxLength: 3 }, count: { type: 'integer' } } };
  it.each<[string, unknown, unknown, RegExp]>([
    ['the types of a union together', { anyOf: [{ type: 'integer' }, { type: 'array', items: {} }] }, 'x', /p: expected integer or array, got "x"\. Nothing/],
    ['the values of a union together', { anyOf: [{ type: 'object', properties: { kind: { const: 'a' } } }, { type: 'object', properties: { kind: { enum: ['b', 'c'] } } }] }, { kind: 'x' }, /: p\.kind: expected one of "a", "b", "c", got "x"\. Nothing/],
    ['what is wrong inside rather than that null would do', { anyOf: [{ type: 'object', required: ['x'] }, { type: 'null' }] }, {}, /: p\.x is missing\. Nothing/],
    ['a nullable type', { type: 'integer', nullable: true }, 'x', /expected integer or null, got "x"/],
    ['an object by its names', { type: 'integer' }, { token: 'hush' }, /expected integer, got an object with token\./],
    ['a list by its length', { type: 'integer' }, ['hush'], /got a list of 1\./],
    ['a long text cut', { type: 'integer' }, 'x'.repeat(500), /got "x{78}…\./],
  ])('%s', async (_what, schema, given, message) => {
    await expect(validate(query('p', schema), { p: given })).rejects.toThrow(message);
    await expect(validate(query('p', schema), { p: given })).rejects.not.toThrow(/hush/);
  });

  it('is not the value of a secret', async () => {
    const failure = validate(bodyOf('application/json', secret), { body: { password: 'hunter2', note: 'hunter', count: 1 } });
    await expect(failure).rejects.toThrow(/body\.password: .* got a text of 7 characters; body\.note: .* got "hunter"/);
  });
});

describe('a body that may be an object or text, by its media type', () => {
  const several: Document = { requestBody: { required: true, content: { 'application/json': { schema: pet }, 'text/csv': { schema: { type: 'string' } } } } };
  it.each<[Record<string, unknown>, Record<string, unknown>]>([
    [{ body: '{"name":"n"}' }, { body: { name: 'n' } }],
    [{ body: '{"name":"n"}', contentType: 'text/csv' }, { body: '{"name":"n"}', contentType: 'text/csv' }],
    [{ body: 'a,b' }, { body: 'a,b' }],
    [{ body: '{not json' }, { body: '{not json' }],
  ])('given as %j is taken as %j', async (given, expected) => {
    expect(await validate(several, given)).toEqual(expected);
  });
});

describe('a body whose media type the caller names', () => {
  const order = { type: 'object', required: ['items'], properties: { items: { type: 'array', items: { type: 'integer' } } } };
  const several: Document = {
    requestBody: {
      required: true,
      content: { 'application/json': { schema: pet }, 'application/vnd.order+json': { schema: order }, 'application/x-www-form-urlencoded': { schema: pet }, 'text/csv': { schema: { type: 'string' } } },
    },
  };
  it.each<[string, unknown]>([
    ['application/json', { name: 'n' }],
    ['application/x-www-form-urlencoded', { name: 'n' }],
    ['application/vnd.order+json', { items: [1] }],
    ['text/csv', 'a,b'],
  ])('as %s may be %j', async (contentType, body) => {
    expect(await validate(several, { body, contentType })).toEqual({ body, contentType });
  });

  it.each<[string, unknown, RegExp]>([
    ['application/json', { items: [1] }, /body\.name is missing/],
    ['application/vnd.order+json', { name: 'n' }, /body\.items is missing/],
    ['application/x-www-form-urlencoded', { items: [1] }, /body\.name is missing/],
    ['application/vnd.order+json', 'a,b', /body: expected object, got "a,b"/],
    ['text/csv', { name: 'n' }, /body: expected string, got an object with name/],
  ])('as %s may not be %j', async (contentType, body, message) => {
    await expect(validate(several, { body, contentType })).rejects.toThrow(message);
  });

  it('may be any of them where none is named', async () => {
    expect(await validate(several, { body: { items: [1] } })).toEqual({ body: { items: [1] } });
  });

  it('is repaired towards the schema of that media type', async () => {
    expect(await validate(several, { body: { items: '7' }, contentType: 'application/vnd.order+json' })).toEqual({ body: { items: [7] }, contentType: 'application/vnd.order+json' });
  });

  it('is held against all that one schema allows that several media types share', async () => {
    const either = { anyOf: [pet, order] };
    const shared: Document = { requestBody: { required: true, content: { 'application/json': { schema: either }, 'application/x-www-form-urlencoded': { schema: either } } } };
    for (const body of [{ name: 'n' }, { items: [1] }]) expect(await validate(shared, { body, contentType: 'application/json' })).toEqual({ body, contentType: 'application/json' });
  });
});
