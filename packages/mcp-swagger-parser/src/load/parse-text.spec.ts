import { describe, expect, it } from '@jest/globals';
import { DocumentError } from '../document-error.js';
import { Warnings } from '../warning.js';
import { declaredVersion } from './declared-version.js';
import { parseText } from './parse-text.js';

async function failure(act: () => unknown): Promise<DocumentError> {
  try {
    await act();
  } catch (error) {
    if (error instanceof DocumentError) return error;
    throw error;
  }
  throw new Error('expected a DocumentError');
}

const parse = async (text: string): Promise<unknown> => (await parseText(text, 'api.yaml', new Warnings())).value;

describe('parseText', () => {
  it.each([
    ['JSON', '{"openapi":"3.0.0"}'],
    ['JSON behind a byte order mark', '\uFEFF{"openapi":"3.0.0"}'],
    ['JSON with a trailing comma', '{"openapi":"3.0.0",}'],
    ['YAML', 'openapi: "3.0.0"'],
    ['YAML behind a comment', '# mine\nopenapi: "3.0.0"\n'],
  ])('reads %s', async (_what, text) => {
    expect(await parse(text)).toEqual({ openapi: '3.0.0' });
  });

  it.each<[string, string, unknown]>([
    ['comments and trailing commas in JSON', '{\n// one\n"a": [1, 2,], /* two\n*/ "b": "//,]",\n}', { a: [1, 2], b: '//,]' }],
    ['the last of two equal keys in JSON', '{"a": 1, "a": 2}', { a: 2 }],
    ['words that YAML 1.1 takes for flags', 'on: yes\noff: no\n', { on: 'yes', off: 'no' }],
    ['the same where YAML 1.1 is declared', '%YAML 1.1\n---\non: yes\n', { on: 'yes' }],
    ['numbers as keys', '200: ok\n1.5: x\n', { 200: 'ok', 1.5: 'x' }],
    ['the first of several documents', 'a: 1\n---\nb: 2\n', { a: 1 }],
    ['lines that end as in Windows', 'a: |\r\n  x\r\nb: 1\r\n', { a: 'x\n', b: 1 }],
    ['tabs before keys', 'a:\n\tb: 1\n\tc:\n\t\t- 2\n', { a: { b: 1, c: [2] } }],
    ['tabs behind values', 'a: 1\t\nb:\t2\n', { a: 1, b: 2 }],
    ['a tag that nobody knows', 'a: !include x.yaml\n', { a: 'x.yaml' }],
    ['merged lists of maps', 'x: &x {a: 1}\ny: &y {b: 2}\nz: {<<: [*x, *y], c: 3}\n', { x: { a: 1 }, y: { b: 2 }, z: { a: 1, b: 2, c: 3 } }],
    ['zeros in front as a number of YAML 1.2', 'a: 010\nb: 0o10\n', { a: 10, b: 8 }],
  ])('reads %s', async (_what, text, expected) => {
    expect(await parse(text)).toEqual(expected);
  });

  it('knows the line of a warning behind a comment that it passed over', async () => {
    const { text, syntax } = await parseText('{\n/* a\n b */\n"openapi": 1,\n}', 'x', new Warnings());
    expect([syntax, text]).toEqual(['json', '{\n    \n     \n"openapi": 1 \n}']);
  });

  it('merges YAML maps and follows anchors', async () => {
    expect(await parse('a: &a {x: 1}\nb:\n  <<: *a\n  y: 2\n')).toEqual({ a: { x: 1 }, b: { x: 1, y: 2 } });
  });

  it('keeps a date and a version as text', async () => {
    expect(await parse('a: 2024-01-01\nb: 1.10.0\n')).toEqual({ a: '2024-01-01', b: '1.10.0' });
  });

  it.each([
    ['nothing', '  \n', 'DOCUMENT_EMPTY', /is empty/],
    ['an HTML page', '<!doctype html><html></html>', 'DOCUMENT_HTML', /answered an HTML page, not an OpenAPI document; give the address of the JSON or YAML file/],
    ['an XML file', '<?xml version="1.0"?><wsdl/>', 'DOCUMENT_HTML', /an XML file/],
  ])('says so of %s', async (_what, text, code, message) => {
    const error = await failure(() => parse(text));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it('says on which line and in which column YAML is broken', async () => {
    const error = await failure(() => parse('openapi: 3.0.0\ninfo:\n  title: [a\npaths: {}\n'));
    expect(error).toMatchObject({ code: 'DOCUMENT_SYNTAX', line: expect.any(Number), column: expect.any(Number) });
    expect(error.line).toBeGreaterThan(2);
  });

  it('says on which line JSON is broken', async () => {
    expect((await failure(() => parse('{\n "openapi": "3.0.0"\n "paths": {}\n}'))).line).toBe(3);
  });

  it('takes the last of two equal keys and reports it', async () => {
    const warnings = new Warnings();
    expect((await parseText('a: 1\na: 2\n', 'x', warnings)).value).toEqual({ a: 2 });
    expect(warnings.list).toMatchObject([{ code: 'DUPLICATE_KEY', message: expect.stringContaining('Line 2') }]);
  });

  it('refuses a bomb of aliases', async () => {
    const levels = Array.from({ length: 9 }, (_, index) => `l${index + 1}: &l${index + 1} [${Array.from({ length: 9 }, () => `*l${index}`).join(', ')}]`);
    expect((await failure(() => parse(`l0: &l0 [x]\n${levels.join('\n')}`))).code).toBe('DOCUMENT_SYNTAX');
  });

  it.each([
    ['a document that contains itself', 'a: &a\n  b: *a\n'],
    ['nesting without end', `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
  ])('refuses %s', async (_what, text) => {
    expect((await failure(() => parse(text))).code).toBe('DOCUMENT_TOO_DEEP');
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
  ])('refuses %j', async (root, code, message) => {
    const error = await failure(() => declaredVersion(root, 'x'));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });
});
