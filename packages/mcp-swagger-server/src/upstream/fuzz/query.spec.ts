import querystring from 'node:querystring';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import qs from 'qs';
import type { ParameterBinding } from 'mcp-swagger-parser';
import { serializeParameters } from '../request/serialize-parameters.js';
import type { DeepObjectLists } from '../request/serialize-value.js';
import { operationOf, parameterOf } from '../testing/operation-of.js';
import { allAsRead, asRead, flatObject, name, RUNS, scalar, text } from './arbitraries.js';

const query = (rest: Partial<ParameterBinding>, value: unknown, lists: DeepObjectLists = 'repeat'): string =>
  serializeParameters(operationOf({ parameters: [parameterOf('query', { ...rest, argument: 'p' })] }), { p: value }, lists).query.join('&');

const list = fc.array(scalar, { minLength: 1, maxLength: 5 });
const pairs = (object: Record<string, unknown>): [string, string][] => Object.entries(object).map(([key, value]) => [key, asRead(value)]);
const sorted = (entries: Iterable<[string, string]>): string[] => [...entries].map((entry) => JSON.stringify(entry)).sort();

// qs takes brackets and dots in names for structure, and no reader keeps these apart.
const plainName = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_ é&=+%-]{0,8}$/);
const leaf = fc.oneof(text, fc.integer(), fc.boolean());
const nested = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof({ maxDepth: 3, depthSize: 'small' }, leaf, fc.dictionary(plainName, tie('node'), { minKeys: 1, maxKeys: 3, noNullPrototype: true }), fc.array(leaf, { minLength: 2, maxLength: 4 })),
})).node;
const deep = fc.dictionary(plainName, nested, { minKeys: 1, maxKeys: 4, noNullPrototype: true });

describe('query parameters', () => {
  it('of one value are read back by URLSearchParams, querystring and qs', () => {
    fc.assert(
      fc.property(name, scalar, (key, value) => {
        const sent = query({ name: key }, value);
        expect([...new URLSearchParams(sent)]).toEqual([[key, asRead(value)]]);
        expect({ ...querystring.parse(sent) }).toEqual({ [key]: asRead(value) });
        expect(qs.parse(sent, { allowDots: false, depth: 0 })).toEqual({ [key]: asRead(value) });
      }),
      RUNS,
    );
  });

  it('that repeat are read back as the same list', () => {
    fc.assert(
      fc.property(name, list, (key, values) => {
        expect(new URLSearchParams(query({ name: key }, values)).getAll(key)).toEqual(values.map(asRead));
      }),
      RUNS,
    );
  });

  it.each([['form', ','], ['pipeDelimited', '%7C'], ['spaceDelimited', '%20']] as const)('of style %s in one value are read back by splitting before decoding', (style, delimiter) => {
    // A pipe or a blank in an item looks like one between items, by the styles' own definition.
    const items = style === 'form' ? list : fc.array(text.filter((item) => !/[| ]/.test(item)), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(items, (values) => {
        const sent = query({ style, explode: false }, values);
        expect(sent.slice(2).split(delimiter).map(decodeURIComponent)).toEqual(values.map(asRead));
      }),
      RUNS,
    );
  });

  it('of exploded objects are their members', () => {
    fc.assert(
      fc.property(flatObject, (object) => {
        expect(sorted(new URLSearchParams(query({}, object)))).toEqual(sorted(pairs(object)));
      }),
      RUNS,
    );
  });

  it.each<DeepObjectLists>(['repeat', 'brackets', 'indices'])('of style deepObject are read back by qs, with lists as %s', (lists) => {
    fc.assert(
      fc.property(deep, (object) => {
        const read = qs.parse(query({ name: 'p', style: 'deepObject' }, object, lists), { depth: 10, plainObjects: false });
        expect(read).toEqual({ p: allAsRead(object) });
      }),
      RUNS,
    );
  });

  it('with reserved characters left as they are still are one value', () => {
    fc.assert(
      // A plus is left as it is, and a percent escape too: that is what the option is for.
      fc.property(text.filter((value) => !/[+%]/.test(value)), (value) => {
        expect([...new URLSearchParams(query({ allowReserved: true }, value))]).toEqual([['p', value]]);
      }),
      RUNS,
    );
  });

  it('of JSON content are read back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        fc.pre(value !== null);
        const sent = new URLSearchParams(query({ mediaType: 'application/json' }, value)).get('p') ?? '';
        expect(JSON.parse(sent)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      RUNS,
    );
  });
});
