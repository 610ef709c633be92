import { describe, expect, it } from '@jest/globals';
import { XMLParser } from 'fast-xml-parser';
import fc from 'fast-check';
import type { XmlShape } from 'mcp-swagger-parser';
import { encodeXml } from '../request/encode-xml.js';
import { asRead, charactersOf, integer, RUNS } from './arbitraries.js';

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false, parseAttributeValue: false, trimValues: false, isArray: (_name, path) => /items?$/.test(String(path)), ignoreDeclaration: true, processEntities: true, htmlEntities: true });

// The parser turns numeric references of blanks into blanks, but normalises line ends as XML says.
const legalText = fc.string({ unit: fc.oneof(charactersOf('<>&"\'= ]é中😀\n\t'), fc.stringMatching(/^[\x20-\x7e]$/)), minLength: 1, maxLength: 12 });
const tag = fc.stringMatching(/^[a-z][a-zA-Z0-9_.-]{0,8}$/).filter((name) => !/items?$/.test(name));
const leaf = fc.oneof(legalText, integer, fc.boolean());

interface Case {
  value: Record<string, unknown>;
  shape: XmlShape;
  expected: Record<string, unknown>;
}

/** An object of attributes, elements, wrapped and unwrapped lists, with what a parser of XML finds. */
const element: fc.Arbitrary<Case> = fc
  .uniqueArray(fc.record({ key: tag, renamed: fc.option(tag, { nil: undefined }), kind: fc.constantFrom('attribute', 'element', 'wrapped', 'repeated'), one: leaf, list: fc.array(leaf, { minLength: 1, maxLength: 3 }) }), {
    selector: ({ key }) => key,
    minLength: 1,
    maxLength: 5,
  })
  .filter((members) => {
    const names = members.map(({ key, renamed, kind }) => `${kind === 'attribute' ? '@' : ''}${renamed ?? key}`);
    return new Set(names).size === names.length;
  })
  .map((members) => {
    const properties: Record<string, XmlShape> = {};
    const value: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    for (const [index, { key, renamed, kind, one, list }] of members.entries()) {
      const name = renamed ?? key;
      const isList = kind === 'wrapped' || kind === 'repeated';
      value[key] = isList ? list : one;
      properties[key] = { name, ...(kind === 'attribute' ? { isAttribute: true } : {}), ...(kind === 'wrapped' ? { isWrapped: true } : {}), ...(isList ? { items: { name: `x${index}item` } } : {}) };
      if (kind === 'attribute') expected[`@${name}`] = asRead(one);
      else if (kind === 'element') expected[name] = asRead(one);
      else if (kind === 'wrapped') expected[name] = { [`x${index}item`]: list.map(asRead) };
      else expected[`x${index}item`] = list.map(asRead);
    }
    return { value, expected, shape: { name: 'root', properties } };
  });

describe('XML bodies', () => {
  it('are read back by an independent parser: attributes, elements, wrapped and repeated lists', () => {
    fc.assert(
      fc.property(element, ({ value, shape, expected }) => {
        expect(parser.parse(encodeXml(value, shape))).toEqual({ root: expected });
      }),
      RUNS,
    );
  });

  it('keep any text that XML can hold', () => {
    fc.assert(
      fc.property(legalText, legalText, (attribute, content) => {
        const shape: XmlShape = { name: 'r', properties: { a: { name: 'a', isAttribute: true }, b: { name: 'b' } } };
        expect(parser.parse(encodeXml({ a: attribute, b: content }, shape))).toEqual({ r: { '@a': attribute, b: content } });
      }),
      RUNS,
    );
  });
});
