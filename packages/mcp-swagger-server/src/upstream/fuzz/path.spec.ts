import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ParameterStyle } from 'mcp-swagger-parser';
import { parseTemplate } from 'url-template';
import { serializeParameters } from '../request/serialize-parameters.js';
import { operationOf, parameterOf } from '../testing/operation-of.js';
import { allAsRead, filledText, flatObject, integer, RUNS, scalar } from './arbitraries.js';

const OPERATOR: Partial<Record<ParameterStyle, string>> = { simple: '', label: '.', matrix: ';' };

const isDots = (value: string): boolean => /^(\.|%(25)*2e){1,2}$/i.test(value);
const value = fc.oneof(
  filledText.filter((one) => !isDots(one)),
  integer,
  fc.array(scalar, { minLength: 1, maxLength: 4 }),
  flatObject,
);

describe('paths', () => {
  it('are what RFC 6570 makes of the same template, in each style, exploded or not', () => {
    fc.assert(
      fc.property(fc.constantFrom<ParameterStyle>('simple', 'label', 'matrix'), fc.boolean(), value, (style, explode, given) => {
        // RFC 6570 section 3.2.1 leaves out the equals sign of an empty member; the library writes it.
        fc.pre(style !== 'matrix' || typeof given !== 'object' || !Object.values(given).includes(''));
        const operation = operationOf({ path: '/a{p}/b', parameters: [parameterOf('path', { style, explode })] });
        const expected = parseTemplate(`/a{${OPERATOR[style] ?? ''}p${explode ? '*' : ''}}/b`).expand({ p: allAsRead(given) as string });
        // Nothing in a segment is another address; a call that would make one is refused, and that is tested elsewhere.
        fc.pre(expected !== '/a/b' && !expected.split('/').some(isDots));
        let sent: string | undefined;
        try {
          sent = serializeParameters(operation, { p: given }, 'repeat').path;
        } catch (error) {
          expect(String(error)).toMatch(/is empty|segment of dots/);
          return;
        }
        expect(sent).toBe(expected);
      }),
      RUNS,
    );
  });

  it('keep any text inside its segment, to be read back as it was', () => {
    fc.assert(
      fc.property(filledText, filledText, (a, b) => {
        fc.pre(!isDots(a) && !isDots(b));
        const parameters = [parameterOf('path', { name: 'a' }), parameterOf('path', { name: 'b' })];
        const { path } = serializeParameters(operationOf({ path: '/x/{a}/y/{b}', parameters }), { a, b }, 'repeat');
        expect(path.split('/').map(decodeURIComponent)).toEqual(['', 'x', a, 'y', b]);
        // Whoever parses the address as a URL finds the same path.
        expect(new URL(`http://a.test${path}`).pathname).toBe(path);
      }),
      RUNS,
    );
  });
});
