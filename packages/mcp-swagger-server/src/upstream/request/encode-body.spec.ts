import { describe, expect, it } from '@jest/globals';
import type { BodyEncoding } from 'mcp-swagger-parser';
import { encodeBody } from './encode-body.js';
import type { EncodedBody } from './encode-body.js';

const encode = (encoding: Partial<BodyEncoding> & Pick<BodyEncoding, 'kind' | 'mediaType'>, value: unknown): EncodedBody => encodeBody(value, { fields: {}, ...encoding }, { argument: 'body', deepObjectLists: 'repeat' });
const text = (body: EncodedBody['body']): string => (typeof body === 'string' ? body : Buffer.from(body).toString('latin1'));

/** The parts of a multipart body, each as its head and its content. */
function partsOf({ body, contentType }: EncodedBody): string[][] {
  const boundary = /boundary=([^;]+)/.exec(contentType)?.[1] ?? '';
  const whole = text(body);
  expect(whole.endsWith(`--${boundary}--\r\n`)).toBe(true);
  return whole.split(`--${boundary}\r\n`).slice(1).map((part) => part.replace(/\r\n(--.*--\r\n)?$/, '').split('\r\n\r\n'));
}

describe('text bodies', () => {
  it.each<[string, unknown, string, string]>([
    ['text/plain', 'héllo', 'héllo', 'text/plain; charset=utf-8'],
    ['text/plain; charset=utf-8', 'é', 'é', 'text/plain; charset=utf-8'],
    ['text/csv', 'a,b\n', 'a,b\n', 'text/csv'],
    ['text/plain', 12, '12', 'text/plain'],
    ['application/x-ndjson', [{ a: 1 }, 'é', 9007199254740993n], '{"a":1}\n"é"\n9007199254740993\n', 'application/x-ndjson'],
    ['application/jsonl', { a: 1 }, '{"a":1}\n', 'application/jsonl'],
    ['application/json-seq', [1, 2], '\u001e1\n\u001e2\n', 'application/json-seq'],
    ['application/yaml', { a: [1] }, '{"a":[1]}', 'application/yaml'],
    ['application/x-ndjson', '{"ready":"made"}\n', '{"ready":"made"}\n', 'application/x-ndjson'],
  ])('of %s with %p are %j', (mediaType, value, body, contentType) => {
    expect(encode({ kind: 'text', mediaType }, value)).toEqual({ body, contentType });
  });
});

describe('bytes', () => {
  it.each<[unknown, string, string]>([
    ['AAEC', '\u0000\u0001\u0002', 'image/png'],
    ['AA-_', '\u0000\u000f\u00bf', 'image/png'],
    ['data:image/gif;base64,AAEC', '\u0000\u0001\u0002', 'image/gif'],
    ['data:text/plain,a%20b', 'a b', 'text/plain'],
    [{ text: 'é' }, '\u00c3\u00a9', 'image/png'],
    [{ data: 'YQ==', mimeType: 'application/pdf', filename: 'x' }, 'a', 'application/pdf'],
    [{ data: 'YQ==', mimeType: 'evil\r\nX: 1' }, 'a', 'image/png'],
    ['', '', 'image/png'],
  ])('of %p', (value, body, contentType) => {
    const encoded = encode({ kind: 'binary', mediaType: 'image/png' }, value);
    expect([text(encoded.body), encoded.contentType]).toEqual([body, contentType]);
  });
});

describe('multipart bodies', () => {
  const form = (fields: BodyEncoding['fields'], value: unknown): string[][] => partsOf(encode({ kind: 'multipart', mediaType: 'multipart/form-data', fields }, value));
  const part = (name: string, content: string, type?: string): string[] => [`Content-Disposition: form-data; name="${name}"${type === undefined ? '' : `\r\nContent-Type: ${type}`}`, content];

  it.each<[string, BodyEncoding['fields'], unknown, string[][]]>([
    ['scalars', {}, { a: 'x', n: 9007199254740993n, b: false, empty: '', none: null }, [part('a', 'x'), part('n', '9007199254740993'), part('b', 'false'), part('empty', '')]],
    ['lists', {}, { l: ['x', null, 'y'], none: [] }, [part('l', 'x'), part('l', 'y')]],
    ['lists in lists as JSON', {}, { l: [['x', 1], ['y']] }, [part('l', '["x",1]', 'application/json'), part('l', '["y"]', 'application/json')]],
    ['objects and lists of them as JSON', {}, { o: { a: [1] }, l: [{ b: 2 }] }, [part('o', '{"a":[1]}', 'application/json'), part('l', '{"b":2}', 'application/json')]],
    ['text that is declared as JSON', { t: { isFile: false, contentType: 'application/json' } }, { t: 'x' }, [part('t', '"x"', 'application/json')]],
    ['text of another type', { t: { isFile: false, contentType: 'text/csv' } }, { t: 'a,b' }, [part('t', 'a,b', 'text/csv')]],
    ['a list in one part by its style', { l: { isFile: false, style: 'pipeDelimited', explode: false } }, { l: ['a b', 'c'] }, [part('l', 'a b|c')]],
    ['an object by style deepObject', { o: { isFile: false, style: 'deepObject' } }, { o: { a: { b: 'c d' } } }, [part('o[a][b]', 'c d')]],
    ['headers that are fixed', { a: { isFile: false, headers: { 'X-Kind': 'k\r\ne' } } }, { a: 1 }, [[`Content-Disposition: form-data; name="a"\r\nX-Kind: k e`, '1']]],
    ['a name with quotes and line breaks', {}, { 'a"\r\nb': 1 }, [part('a%22%0D%0Ab', '1')]],
  ])('hold %s', (_what, fields, value, expected) => {
    expect(form(fields, value)).toEqual(expected);
  });

  it('carry a file name beyond ASCII as UTF-8, and quotes and line breaks escaped', () => {
    const [head] = form({ f: { isFile: true } }, { f: { text: '', filename: 'ü"\r\nx.txt' } })[0] ?? [];
    expect(Buffer.from(head ?? '', 'latin1').toString()).toBe('Content-Disposition: form-data; name="f"; filename="ü%22%0D%0Ax.txt"\r\nContent-Type: application/octet-stream');
  });

  it('use the declared type of a file unless the file has its own', () => {
    const fields = { f: { isFile: true, contentType: 'image/png' } };
    const heads = form(fields, { f: ['YQ==', { data: 'YQ==', mimeType: 'image/jpeg' }] }).map(([head]) => /Content-Type: (.*)/.exec(head ?? '')?.[1]);
    expect(heads).toEqual(['image/png', 'image/jpeg']);
  });

  it('of a list have a part without a name for each item, its kind by position', () => {
    const encoding = { kind: 'multipart', mediaType: 'multipart/mixed', prefixFields: [{ isFile: false }], itemField: { isFile: true, contentType: 'image/png' } } as const;
    expect(partsOf(encode({ ...encoding, prefixFields: [...encoding.prefixFields] }, [{ about: 1 }, 'YQ==', { data: 'Yg==', filename: 'b.png' }]))).toEqual([
      ['Content-Type: application/json', '{"about":1}'],
      ['Content-Disposition: attachment; filename="body[1]"\r\nContent-Type: image/png', 'a'],
      ['Content-Disposition: attachment; filename="b.png"\r\nContent-Type: image/png', 'b'],
    ]);
  });

  it('of type multipart/related tell the type of their first part', () => {
    const { contentType } = encode({ kind: 'multipart', mediaType: 'multipart/related', fields: {} }, { meta: { a: 1 }, note: 'x' });
    expect(contentType).toMatch(/^multipart\/related; boundary=[\w-]+; type="application\/json"$/);
  });

  it('refuse what is neither an object nor a list', () => {
    expect(() => encode({ kind: 'multipart', mediaType: 'multipart/form-data' }, 'x')).toThrow(/body is sent as multipart\/form-data, so it must be an object/);
  });
});

describe('XML bodies', () => {
  const xml = (value: unknown, shape: BodyEncoding['xml']): string => text(encode({ kind: 'xml', mediaType: 'application/xml', ...(shape === undefined ? {} : { xml: shape }) }, value).body).replace(/^<\?xml[^>]*\?>/, '');

  it.each<[string, unknown, BodyEncoding['xml'], string]>([
    ['names, namespaces and prefixes', { id: 1 }, { name: 'pet', namespace: 'urn:a&b', prefix: 's', properties: { id: { name: 'ID' } } }, '<s:pet xmlns:s="urn:a&amp;b"><ID>1</ID></s:pet>'],
    ['a default namespace', 1, { name: 'a', namespace: 'urn:a' }, '<a xmlns="urn:a">1</a>'],
    ['attributes, with line ends', { a: '"<\n>', b: null }, { name: 'r', properties: { a: { name: 'a', isAttribute: true }, b: { name: 'b', isAttribute: true } } }, '<r a="&quot;&lt;&#10;&gt;"></r>'],
    ['an attribute of another namespace', { a: 1 }, { name: 'r', properties: { a: { name: 'a', isAttribute: true, prefix: 'x', namespace: 'urn:x' } } }, '<r xmlns:x="urn:x" x:a="1"></r>'],
    ['a list of scalars that repeats', { l: ['a', 'b'] }, { name: 'r', properties: { l: { name: 'l', items: { name: 'i' } } } }, '<r><i>a</i><i>b</i></r>'],
    ['a wrapped list', { l: ['a'] }, { name: 'r', properties: { l: { name: 'ls', isWrapped: true, items: { name: 'l' } } } }, '<r><ls><l>a</l></ls></r>'],
    ['an empty wrapped list', { l: [] }, { name: 'r', properties: { l: { name: 'l', isWrapped: true } } }, '<r><l></l></r>'],
    ['a list at the root', [1, 2], { name: 'r', items: { name: 'i' } }, '<r><i>1</i><i>2</i></r>'],
    ['all digits', { n: 9007199254740993n }, { name: 'r' }, '<r><n>9007199254740993</n></r>'],
    ['null as an empty element', { n: null }, { name: 'r' }, '<r><n></n></r>'],
    ['text beside attributes', { lang: 'en', value: 'a<b' }, { name: 'r', properties: { lang: { name: 'lang', isAttribute: true }, value: { name: 'value', standsAs: 'text' } } }, '<r lang="en">a&lt;b</r>'],
    ['CDATA', { v: 'a]]>b<' }, { name: 'r', properties: { v: { name: 'v', standsAs: 'cdata' } } }, '<r><![CDATA[a]]]]><![CDATA[>b<]]></r>'],
    ['an object without an element of its own', { o: { a: 1 } }, { name: 'r', properties: { o: { name: 'o', standsAs: 'none' } } }, '<r><a>1</a></r>'],
    ['names that XML does not allow', { '1 a/b': 1 }, undefined, '<root><_1_a_b>1</_1_a_b></root>'],
    ['line ends in text', { a: 'a\r\nb' }, { name: 'r' }, '<r><a>a&#13;\nb</a></r>'],
  ])('hold %s', (_what, value, shape, expected) => {
    expect(xml(value, shape)).toBe(expected);
  });

  it('refuse what XML cannot hold', () => {
    expect(() => xml({ a: 'x\u0000' }, { name: 'r' })).toThrow(/control character/);
  });
});
