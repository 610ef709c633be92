import { describe, expect, it } from '@jest/globals';
import { fieldsOf, toArguments, toTyped } from './form-fields';

const schema = {
  type: 'object',
  required: ['id'],
  properties: {
    limit: { type: 'integer', description: 'At most', default: 10 },
    kind: { type: 'string', enum: ['green', 'black'] },
    size: { enum: [1, 2] },
    version: { type: 'string', enum: ['1.0', '2', 'true'] },
    hot: { type: ['boolean', 'null'] },
    body: { $ref: '#/$defs/Body' },
    code: { $ref: '#/$defs/Code' },
    id: { type: 'string' },
  },
  $defs: { Body: { type: 'object' }, Code: { type: 'string', description: 'A code' } },
};
const fields = fieldsOf(schema);

describe('The form of a tool', () => {
  it('has a field for each argument, the required ones first', () => {
    expect(fields.map(({ name, kind }) => `${name}: ${kind}`)).toEqual(['id: text', 'limit: number', 'kind: choice', 'size: choice', 'version: choice', 'hot: boolean', 'body: json', 'code: text']);
    expect(fields[1]).toMatchObject({ description: 'At most', placeholder: '10', isRequired: false });
    expect(fields.at(-1)?.description).toBe('A code');
  });

  it('leaves out what is empty, and reads numbers, booleans and JSON', () => {
    expect(toArguments(fields, { id: '007', limit: '5', kind: '', size: '2', hot: 'true', body: '{"a":[1]}' })).toEqual({ args: { id: '007', limit: 5, size: 2, hot: true, body: { a: [1] } } });
  });

  it.each(['1.0', '2', 'true'])('takes the choice %s for the text that it is', (version) => expect(toArguments(fields, { version })).toEqual({ args: { version } }));

  it('names the field that is no JSON', () => expect(toArguments(fields, { id: 'a', body: '{' })).toMatchObject({ field: 'body' }));

  it('is filled from arguments of an earlier call', () => {
    const typed = { id: '007', limit: '5', body: '{"a":[1]}' };
    const { args } = toArguments(fields, typed) as { args: Record<string, unknown> };
    expect(toTyped(fields, args)).toEqual(typed);
  });

  it('of a tool without arguments is empty', () => expect(fieldsOf({ type: 'object' })).toEqual([]));
});
