import { describe, expect, it } from '@jest/globals';
import { DocumentError } from '../document-error.js';
import { Warnings } from '../warning.js';
import { declaredVersion } from './declared-version.js';
import { parseText } from './parse-text.js';

function failure(act: () => unknown): DocumentError {
  try {
    act();
  } catch (error) {
    if (error instanceof DocumentError) return error;
    throw error;
  }
  throw new Error('expected a DocumentError');
}

const parse = (text: string): unknown => parseText(text, 'api.yaml', new Warnings());

describe('parseText', () => {
  it.each([
    ['JSON', '{"openapi":"3.0.0"}'],
    ['JSON behind a byte order mark', '\uFEFF{"openapi":"3.0.0"}'],
    ['JSON with a trailing comma', '{"openapi":"3.0.0",}'],
    ['YAML', 'openapi: "3.0.0"'],
    ['YAML behind a comment', '# mine\nopenapi: "3.0.0"\n'],
  ])('reads %s', (_what, text) => {
    expect(parse(text)).toEqual({ openapi: '3.0.0' });
  });

  it('merges YAML maps and follows anchors', () => {
    expect(parse('a: &a {x: 1}\nb:\n  <<: *a\n  y: 2\n')).toEqual({ a: { x: 1 }, b: { x: 1, y: 2 } });
  });

  it('keeps a date and a version as text', () => {
    expect(parse('a: 2024-01-01\nb: 1.10.0\n')).toEqual({ a: '2024-01-01', b: '1.10.0' });
  });

  it.each([
    ['nothing', '  \n', 'DOCUMENT_EMPTY', /is empty/],
    ['an HTML page', '<!doctype html><html></html>', 'DOCUMENT_HTML', /answered an HTML page, not an OpenAPI document; give the address of the JSON or YAML file/],
    ['an XML file', '<?xml version="1.0"?><wsdl/>', 'DOCUMENT_HTML', /an XML file/],
  ])('says so of %s', (_what, text, code, message) => {
    const error = failure(() => parse(text));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it('says on which line and in which column YAML is broken', () => {
    const error = failure(() => parse('openapi: 3.0.0\ninfo:\n  title: [a\npaths: {}\n'));
    expect(error).toMatchObject({ code: 'DOCUMENT_SYNTAX', line: expect.any(Number), column: expect.any(Number) });
    expect(error.line).toBeGreaterThan(2);
  });

  it('says on which line JSON is broken', () => {
    expect(failure(() => parse('{\n "openapi": "3.0.0"\n "paths": {}\n}')).line).toBe(3);
  });

  it('takes the last of two equal keys and reports it', () => {
    const warnings = new Warnings();
    expect(parseText('a: 1\na: 2\n', 'x', warnings)).toEqual({ a: 2 });
    expect(warnings.list).toMatchObject([{ code: 'DUPLICATE_KEY', message: expect.stringContaining('Line 2') }]);
  });

  it('refuses a bomb of aliases', () => {
    const levels = Array.from({ length: 9 }, (_, index) => `l${index + 1}: &l${index + 1} [${Array.from({ length: 9 }, () => `*l${index}`).join(', ')}]`);
    expect(failure(() => parse(`l0: &l0 [x]\n${levels.join('\n')}`)).code).toBe('DOCUMENT_SYNTAX');
  });

  it.each([
    ['a document that contains itself', 'a: &a\n  b: *a\n'],
    ['nesting without end', `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
  ])('refuses %s', (_what, text) => {
    expect(failure(() => parse(text)).code).toBe('DOCUMENT_TOO_DEEP');
  });
});

describe('declaredVersion', () => {
  it.each([
    [{ swagger: '2.0' }, '2.0', '2.0'],
    [{ swagger: 2 }, '2.0', '2.0'],
    [{ openapi: '3.0.3' }, '3.0.3', '3.0'],
    [{ openapi: 3.1 }, '3.1', '3.1'],
    [{ openapi: '3.2.0' }, '3.2.0', '3.2'],
  ])('knows %j', (root, declared, generation) => {
    expect(declaredVersion(root, 'x')).toMatchObject({ declared, generation });
  });

  it.each([
    [{ swagger: '1.2' }, 'DOCUMENT_VERSION', /swagger "1.2"; known are/],
    [{ openapi: '4.0.0' }, 'DOCUMENT_VERSION', /openapi "4.0.0"/],
    [{ openapi: '3.9' }, 'DOCUMENT_VERSION', /3\.9/],
    [{ asyncapi: '2.0.0' }, 'DOCUMENT_NOT_OPENAPI', /only "asyncapi"/],
    [{}, 'DOCUMENT_NOT_OPENAPI', /only nothing/],
    [[], 'DOCUMENT_NOT_OPENAPI', /a list/],
    ['hello', 'DOCUMENT_NOT_OPENAPI', /plain text/],
    [null, 'DOCUMENT_NOT_OPENAPI', /not an OpenAPI document/],
  ])('refuses %j', (root, code, message) => {
    const error = failure(() => declaredVersion(root, 'x'));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });
});
