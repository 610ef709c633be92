import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isLosslessNumber, parse } from 'lossless-json';
import { parseJson, parseJsonWithDigits, stringifyJson } from '../lossless-json.js';
import { integer, RUNS, text } from './arbitraries.js';

const value = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof({ maxDepth: 4 }, text, integer, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null), fc.array(tie('node'), { maxLength: 4 }), fc.dictionary(text, tie('node'), { maxKeys: 4, noNullPrototype: true })),
})).node;

/** Numbers as text, however they are held. */
function digits(node: unknown): unknown {
  if (isLosslessNumber(node)) return { number: Number.isInteger(Number(node.value)) && /^-?\d+$/.test(node.value) ? BigInt(node.value) : Number(node.value) };
  if (typeof node === 'bigint') return { number: node };
  if (typeof node === 'number') return { number: Number.isInteger(node) && /^-?\d+$/.test(String(node)) ? BigInt(String(node)) : node };
  if (Array.isArray(node)) return node.map(digits);
  if (typeof node === 'object' && node !== null) return Object.fromEntries(Object.entries(node).map(([key, part]) => [key, digits(part)]));
  return node;
}

describe('JSON', () => {
  it('that we write is read back with all digits by an independent parser', () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(digits(parse(stringifyJson(given)))).toEqual(digits(given));
      }),
      RUNS,
    );
  });

  it('that we read holds what an independent parser finds', () => {
    fc.assert(
      fc.property(value, fc.boolean(), (given, isSpread) => {
        const json = JSON.stringify(given, (_key, member: unknown) => (typeof member === 'bigint' ? `big${member}` : member), isSpread ? 2 : 0).replaceAll(/"big(-?\d+)"/g, '$1');
        expect(digits(parseJson(json))).toEqual(digits(parse(json)));
        expect(() => parseJsonWithDigits(json)).not.toThrow();
      }),
      RUNS,
    );
  });
});
