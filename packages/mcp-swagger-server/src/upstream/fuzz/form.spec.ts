import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import qs from 'qs';
import type { FieldBinding } from 'mcp-swagger-parser';
import { encodeForm } from '../request/encode-form.js';
import { allAsRead, asRead, flatObject, name, RUNS, scalar, text } from './arbitraries.js';

const list = fc.array(scalar, { minLength: 1, maxLength: 4 });
const field = (rest: Partial<FieldBinding>): FieldBinding => ({ isFile: false, ...rest });

describe('urlencoded bodies', () => {
  it('are read back by URLSearchParams: text as it is, lists as repeated names', () => {
    fc.assert(
      fc.property(fc.dictionary(name, fc.oneof(scalar, list), { maxKeys: 5, noNullPrototype: true }), (object) => {
        const read = new URLSearchParams(encodeForm(object, {}, 'repeat'));
        for (const [key, value] of Object.entries(object)) expect(read.getAll(key)).toEqual(Array.isArray(value) ? value.map(asRead) : [asRead(value)]);
        expect([...read]).toHaveLength(Object.values(object).flat().length);
      }),
      RUNS,
    );
  });

  it('hold objects as JSON, unless an encoding says otherwise', () => {
    fc.assert(
      fc.property(name, fc.dictionary(name, fc.oneof(text, fc.integer(), fc.constant(null)), { noNullPrototype: true }), (key, object) => {
        expect(JSON.parse(new URLSearchParams(encodeForm({ [key]: object }, {}, 'repeat')).get(key) ?? '')).toEqual(JSON.parse(JSON.stringify(object)));
      }),
      RUNS,
    );
  });

  it('with an encoding of style deepObject are read back by qs', () => {
    const fields = { o: field({ style: 'deepObject', explode: true }) };
    const plain = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.oneof(scalar, fc.array(scalar, { minLength: 2, maxLength: 4 })), { minKeys: 1, noNullPrototype: true });
    fc.assert(
      fc.property(plain, (object) => {
        expect(qs.parse(encodeForm({ o: object }, fields, 'brackets'))).toEqual({ o: allAsRead(object) });
      }),
      RUNS,
    );
  });

  it('with an encoding that explodes an object hold its members', () => {
    fc.assert(
      fc.property(flatObject, (object) => {
        const read = new URLSearchParams(encodeForm({ o: object }, { o: field({ style: 'form', explode: true }) }, 'repeat'));
        expect(Object.fromEntries(read)).toEqual(allAsRead(object));
      }),
      RUNS,
    );
  });
});
