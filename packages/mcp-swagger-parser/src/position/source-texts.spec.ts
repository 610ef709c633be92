import { describe, expect, it } from '@jest/globals';
import { findInJson } from './find-in-json.js';
import { findInYaml } from './find-in-yaml.js';
import { SourceTexts } from './source-texts.js';

const JSON_TEXT = `{
  "a": {"x\\"y": [1, {"b": "}{][,:\\\\"},
    {"c": null}]
  },
  "a/b": {"~": true,
    "%": -1.5e3},
  "last": "\\""
}`;

const YAML_TEXT = `# a comment
a:
  x"y:
    - 1
    - b: text
    - {c: null}
a/b:
  '~': true
  200: &shared
    deep: 1
base: &base
  merged: 1
last:
  <<: *base
  alias: *shared
`;

/** The lines of pointers in a text. */
function lines(text: string, find: typeof findInJson, pointers: string[]): (number | undefined)[] {
  const sources = new SourceTexts();
  sources.add('#', { text, find: (tree) => find(text, tree) });
  const remarks = pointers.map((pointer): { pointer: string; line?: number } => ({ pointer }));
  sources.place(remarks);
  return remarks.map(({ line }) => line);
}

describe('the line of a pointer', () => {
  it.each<[string, number]>([
    ['#', 1], ['#/a', 2], ['#/a/x"y', 2], ['#/a/x"y/1', 2], ['#/a/x"y/1/b', 2], ['#/a/x"y/2', 3], ['#/a/x"y/2/c', 3],
    ['#/a~1b', 5], ['#/a~1b/~0', 5], ['#/a~1b/%25', 6], ['#/last', 7], ['#/a/none/at/all', 2], ['#/none', 1],
  ])('%s of JSON is %i', (pointer, line) => {
    expect(lines(JSON_TEXT, findInJson, [pointer])).toEqual([line]);
    expect(lines(JSON_TEXT.replaceAll('\n', '\r\n'), findInJson, [pointer])).toEqual([line]);
  });

  it.each<[string, number]>([
    ['#/a', 2], ['#/a/x"y', 3], ['#/a/x"y/0', 4], ['#/a/x"y/1/b', 5], ['#/a/x"y/2/c', 6], ['#/a~1b/~0', 8], ['#/a~1b/200', 9], ['#/last/merged', 12], ['#/last/alias/deep', 10], ['#/a/none', 2],
  ])('%s of YAML is %i', (pointer, line) => {
    expect(lines(YAML_TEXT, findInYaml, [pointer])).toEqual([line]);
  });

  it('is found for many at once', () => {
    expect(lines(JSON_TEXT, findInJson, ['#/last', '#/a', '#/a~1b/%25', '#/a/x"y/2'])).toEqual([7, 2, 6, 3]);
  });

  it('is one of the other file, whose name and pointer it then has', () => {
    const sources = new SourceTexts();
    const add = (home: string, text: string, file?: string): void => sources.add(home, { text, find: (tree) => findInJson(text, tree) }, file);
    add('#', '{"x-documents": 1}');
    add('#/x-documents/f~1s.json', '{\n"A": {\n"b": 1}}', 'f/s.json');
    const remarks = [{ pointer: '#/x-documents/f~1s.json/A/b' }, { pointer: '#/x-documents/f~1s.json' }, { pointer: '#/x-documents' }];
    sources.place(remarks);
    expect(remarks).toEqual([{ pointer: '#/A/b', file: 'f/s.json', line: 3 }, { pointer: '#', file: 'f/s.json', line: 1 }, { pointer: '#/x-documents', line: 1 }]);
  });
});
