import { describe, expect, it } from '@jest/globals';
import { parseCookie } from 'cookie';
import fc from 'fast-check';
import type { ParameterBinding } from 'mcp-swagger-parser';
import { placeCredentials } from '../credentials/place-credentials.js';
import { serializeParameters } from '../request/serialize-parameters.js';
import { operationOf, parameterOf } from '../testing/operation-of.js';
import { allAsRead, asRead, flatObject, RUNS, scalar, text } from './arbitraries.js';

const cookies = (parameters: ParameterBinding[], args: Record<string, unknown>): string => serializeParameters(operationOf({ parameters }), args, 'repeat').cookies.join('; ');
const list = fc.array(scalar, { minLength: 1, maxLength: 4 });

describe('cookies', () => {
  it('of several parameters and a credential are read back as they were', () => {
    fc.assert(
      fc.property(scalar, scalar, text, (a, b, key) => {
        const parameters = [parameterOf('cookie', { name: 'a' }), parameterOf('cookie', { name: 'b' })];
        const header = [cookies(parameters, { a, b }), ...placeCredentials([{ in: 'cookie', name: 'sid', value: key.replaceAll('%', '') }]).cookies].join('; ');
        expect({ ...parseCookie(header) }).toEqual({ a: asRead(a), b: asRead(b), sid: key.replaceAll('%', '') });
      }),
      RUNS,
    );
  });

  it('of lists are one cookie, with commas between the items', () => {
    fc.assert(
      fc.property(list, (values) => {
        const read = parseCookie(cookies([parameterOf('cookie')], { p: values }), { decode: (value) => value });
        expect(read['p']?.split(',').map(decodeURIComponent)).toEqual(values.map(asRead));
      }),
      RUNS,
    );
  });

  it('of exploded objects are a cookie for each member', () => {
    fc.assert(
      fc.property(flatObject, (object) => {
        const pairs = cookies([parameterOf('cookie')], { p: object }).split('; ').map((pair) => pair.split('=').map(decodeURIComponent));
        expect(Object.fromEntries(pairs)).toEqual(allAsRead(object));
      }),
      RUNS,
    );
  });

  it('of style cookie hold what a cookie may hold as it is, and never more than one value', () => {
    fc.assert(
      fc.property(text, (value) => {
        const header = cookies([parameterOf('cookie', { style: 'cookie' }), parameterOf('cookie', { name: 'q' })], { p: value, q: 'last' });
        const read = parseCookie(header, { decode: (one) => one });
        expect(Object.keys(read)).toEqual(['p', 'q']);
        if (/^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/.test(value)) expect(read['p']).toBe(value);
      }),
      RUNS,
    );
  });
});
