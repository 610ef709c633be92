import fc from 'fast-check';
import { asRead, integer, text } from './arbitraries.js';

/** A schema and a value that it allows. */
export interface Typed {
  schema: Record<string, unknown>;
  value: unknown;
}

const member = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,8}$/).filter((name) => !(name in {}));

/** A scalar that its schema allows. */
export const typedScalar: fc.Arbitrary<Typed> = fc.oneof(
  text.map((value) => ({ schema: { type: 'string' }, value })),
  integer.map((value) => ({ schema: { type: 'integer', format: 'int64' }, value })),
  fc.boolean().map((value) => ({ schema: { type: 'boolean' }, value })),
  fc.uniqueArray(text, { minLength: 1, maxLength: 4 }).map((values) => ({ schema: { type: 'string', enum: values }, value: values.at(-1) })),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).filter((value) => !Object.is(value, -0)).map((value) => ({ schema: { type: 'number' }, value })),
);

/** A list whose items have one schema. */
export const typedList: fc.Arbitrary<Typed> = fc.oneof(
  fc.array(text, { minLength: 1, maxLength: 4 }).map((value) => ({ schema: { type: 'array', items: { type: 'string' } }, value })),
  fc.array(integer, { minLength: 1, maxLength: 4 }).map((value) => ({ schema: { type: 'array', items: { type: 'integer' } }, value })),
);

/** Values of any depth, with schemas of objects, lists, unions and null. */
export const typed: fc.Arbitrary<Typed> = fc.letrec<{ node: Typed }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    typedScalar,
    typedList,
    fc.constant({ schema: { type: 'string', nullable: true }, value: null }),
    fc.uniqueArray(fc.tuple(member, tie('node'), fc.boolean()), { selector: ([name]) => name.toLowerCase(), maxLength: 4 }).map(objectOf),
    fc.tuple(tie('node'), tie('node')).map(([one, other]) => ({ schema: { anyOf: [one.schema, other.schema] }, value: other.value })),
  ),
})).node;

function objectOf(members: [string, Typed, boolean][]): Typed {
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(members.map(([name, { schema }]) => [name, schema])),
      required: members.filter(([, , isRequired]) => isRequired).map(([name]) => name),
      additionalProperties: false,
    },
    value: Object.fromEntries(members.map(([name, { value }]) => [name, value])),
  };
}

/** An object of scalars and lists, as forms have them. */
export const typedForm: fc.Arbitrary<Typed> = fc.uniqueArray(fc.tuple(member, fc.oneof(typedScalar, typedList), fc.boolean()), { selector: ([name]) => name.toLowerCase(), minLength: 1, maxLength: 4 }).map(objectOf);

/** The fields that a reader of a form finds. */
export function fieldsOf(value: unknown): [string, string][] {
  return Object.entries(value as Record<string, unknown>).flatMap(([name, part]) => (Array.isArray(part) ? part : [part]).map((one): [string, string] => [name, asRead(one)]));
}
