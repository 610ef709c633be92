import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { STRICT } from '../testing/documents.js';
import type { Tool } from '../tools/tool.js';
import { toTools } from '../tools/to-tools.js';
import type { Warning } from '../warning.js';
import { loadDocument } from './load-document.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'references-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Writes files and converts `root.yaml`. */
async function convert(files: Record<string, string>): Promise<{ tools: Tool[]; warnings: Warning[]; url: string }> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const document = await loadDocument({ file: join(folder, 'root.yaml') }, { outgoing: STRICT, allowFiles: true });
  const { tools, warnings } = toTools(document);
  return { tools, warnings, url: document.url ?? '' };
}

const HEAD = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\n';
/** The root document with one operation, whose only parameter `p` has this schema. */
const withSchema = (schema: string, rest = ''): string => `${HEAD}paths: {/a: {get: {operationId: a, parameters: [{name: p, in: query, schema: ${schema}}]}}}\n${rest}`;

/** What the schema of `p` comes down to, through `$defs`. */
function schemaOf(tool: Tool | undefined): unknown {
  const definitions = (tool?.inputSchema['$defs'] ?? {}) as Record<string, unknown>;
  const resolve = (value: unknown, depth: number): unknown => {
    if (Array.isArray(value)) return value.map((item) => resolve(item, depth));
    if (typeof value !== 'object' || value === null) return value;
    const { $ref, ...rest } = value as Record<string, unknown>;
    const inner = Object.fromEntries(Object.entries(rest).map(([key, child]) => [key, resolve(child, depth)]));
    if (typeof $ref !== 'string') return inner;
    return depth === 0 ? '…' : { ...(resolve(definitions[$ref.slice('#/$defs/'.length)], depth - 1) as object), ...inner };
  };
  return resolve((tool?.inputSchema['properties'] as Record<string, unknown> | undefined)?.['p'], 3);
}

describe('a schema of another file', () => {
  it.each<[string, Record<string, string>, unknown]>([
    ['that is a whole file', { 'root.yaml': withSchema('{$ref: s.yaml}'), 's.yaml': 'type: integer\n' }, { type: 'integer' }],
    ['by a pointer', { 'root.yaml': withSchema('{$ref: "./s.yaml#/a/b"}'), 's.yaml': 'a: {b: {type: integer}}\n' }, { type: 'integer' }],
    ['by a pointer with escapes', { 'root.yaml': withSchema('{$ref: "s.yaml#/a~1b/c~0d/e%20f"}'), 's.yaml': 'a/b: {c~d: {e f: {type: integer}}}\n' }, { type: 'integer' }],
    ['whose name holds a percent sign', { 'root.yaml': withSchema('{$ref: "s.yaml#/a%20b"}'), 's.yaml': 'a%20b: {type: integer}\n' }, { type: 'integer' }],
    ['by an anchor', { 'root.yaml': withSchema('{$ref: "s.yaml#here"}'), 's.yaml': '$defs: {x: {$anchor: here, type: integer}}\n' }, { type: 'integer' }],
    ['by a pointer without its slash', { 'root.yaml': withSchema('{$ref: "s.yaml#Pet"}'), 's.yaml': 'Pet: {type: integer}\n' }, { type: 'integer' }],
    ['of the document by its bare name', { 'root.yaml': withSchema('{$ref: Own}', 'components: {schemas: {Own: {type: integer}}}\n') }, { type: 'integer' }],
    ['in a folder with a space', { 'root.yaml': withSchema('{$ref: "my files/s.yaml"}'), 'my files/s.yaml': 'type: integer\n' }, { type: 'integer' }],
    ['in a folder with an encoded space', { 'root.yaml': withSchema('{$ref: "my%20files/s.yaml"}'), 'my files/s.yaml': 'type: integer\n' }, { type: 'integer' }],
    ['written with a backslash', { 'root.yaml': withSchema("{$ref: 'f\\s.yaml'}"), 'f/s.yaml': 'type: integer\n' }, { type: 'integer' }],
    ['through a chain of files', { 'root.yaml': withSchema('{$ref: "f/a.yaml#/A"}'), 'f/a.yaml': 'A: {$ref: "../b.json#/B"}\n', 'b.json': '{"B": {"$ref": "f/c.yaml"}}', 'f/c.yaml': 'type: integer\n' }, { type: 'integer' }],
    ['through a reference in the middle of the way', { 'root.yaml': withSchema('{$ref: "s.yaml#/A/properties/x"}'), 's.yaml': 'A: {$ref: "t.yaml"}\n', 't.yaml': 'properties: {x: {type: integer}}\n' }, { type: 'integer' }],
    ['that refers back into the root', { 'root.yaml': withSchema('{$ref: "s.yaml"}', 'components: {schemas: {Own: {type: integer}}}\n'), 's.yaml': '$ref: "root.yaml#/components/schemas/Own"\n' }, { type: 'integer' }],
    ['in a circle of files', { 'root.yaml': withSchema('{$ref: a.yaml}'), 'a.yaml': 'type: object\nproperties: {b: {$ref: b.yaml}}\n', 'b.yaml': 'type: array\nitems: {$ref: a.yaml}\n' }, { type: 'object', properties: { b: { type: 'array', items: { type: 'object', properties: { b: '…' } } } } }],
    ['that stands for all properties', { 'root.yaml': withSchema('{type: object, properties: {$ref: "s.yaml#/all"}}'), 's.yaml': 'all: {x: {type: integer}}\n' }, { type: 'object', properties: { x: { type: 'integer' } } }],
    ['that is called like a keyword', { 'root.yaml': withSchema('{type: object, properties: {default: {$ref: s.yaml}, example: {$ref: s.yaml}}}'), 's.yaml': 'type: integer\n' }, { type: 'object', properties: { default: { type: 'integer' }, example: { type: 'integer' } } }],
  ])('%s is found', async (_what, files, expected) => {
    const { tools, warnings } = await convert(files);
    expect(warnings).toEqual([]);
    expect(schemaOf(tools[0])).toEqual(expected);
  });

  it('is read once, however its address is spelt', async () => {
    const all = ['a.yaml', './a.yaml', 'sub/../a.yaml', './/a.yaml'.replace('//', '/'), '%61.yaml'].map((ref) => `{$ref: "${ref}#/A"}`);
    const { tools, warnings } = await convert({ 'root.yaml': withSchema(`{anyOf: [${all.join(', ')}]}`), 'a.yaml': 'A: {type: integer}\n' });
    expect(warnings).toEqual([]);
    const definitions = Object.keys(tools[0]?.inputSchema['$defs'] as object);
    expect(definitions.length).toBeLessThanOrEqual(2);
    expect(schemaOf(tools[0])).toEqual({ anyOf: all.map(() => ({ type: 'integer' })) });
  });

  it('has the same name wherever the document lies', async () => {
    const files = { 'root.yaml': withSchema('{$ref: "s.yaml#/A"}'), 's.yaml': 'A: {type: integer}\n' };
    const one = await convert(files);
    folder = await mkdtemp(join(tmpdir(), 'references-'));
    expect((await convert(files)).tools[0]?.inputSchema).toEqual(one.tools[0]?.inputSchema);
  });
});

describe('a schema with an $id', () => {
  const own = (inside: string): string => withSchema('{$ref: "#/components/schemas/A"}', `components: {schemas: {A: ${inside}, B: {type: integer}}}\n`);
  it.each<[string, Record<string, string>, unknown]>([
    ['is found by it', { 'root.yaml': withSchema('{$ref: "https://s.test/b"}', 'components: {schemas: {B: {$id: "https://s.test/b", type: integer}}}\n') }, { type: 'integer' }],
    ['is found by an address relative to another one', { 'root.yaml': own('{$id: "https://s.test/x/a", properties: {c: {$ref: c}}, $defs: {C: {$id: c, type: integer}}}') }, { properties: { c: { type: 'integer' } } }],
    ['has pointers of its own', { 'root.yaml': own('{$id: "https://s.test/a", properties: {c: {$ref: "#/$defs/C"}}, $defs: {C: {type: integer}}}') }, { properties: { c: { type: 'integer' } } }],
    ['has anchors of its own', { 'root.yaml': own('{$id: "https://s.test/a", properties: {c: {$ref: "#c"}}, $defs: {C: {$anchor: c, type: integer}}}') }, { properties: { c: { type: 'integer' } } }],
    ['still reaches the components of the document', { 'root.yaml': own('{$id: "https://s.test/a", properties: {c: {$ref: "#/components/schemas/B"}}}') }, { properties: { c: { type: 'integer' } } }],
    ['refers to the file beside its own', { 'root.yaml': own('{$id: "urn:a", properties: {c: {$ref: "c.yaml"}}}'), 'c.yaml': 'type: integer\n' }, { properties: { c: { type: 'integer' } } }],
    ['is not one in OpenAPI 3.0', { 'root.yaml': own('{$id: "x/a", properties: {c: {$ref: "c.yaml"}}}').replace('3.1.0', '3.0.3'), 'c.yaml': 'type: integer\n' }, { properties: { c: { type: 'integer' } } }],
  ])('%s', async (_what, files, expected) => {
    const { tools, warnings } = await convert(files);
    expect(warnings).toEqual([]);
    expect(schemaOf(tools[0])).toEqual(expected);
  });
});

describe('a $dynamicRef', () => {
  const page = '{$id: "https://s.test/page", type: object, properties: {items: {type: array, items: {$dynamicRef: "#item"}}}, $defs: {item: {$dynamicAnchor: item, not: {}}}}';
  const filled = (item: string): string => `{$id: "https://s.test/${item}s", $ref: page, $defs: {item: {$dynamicAnchor: item, $ref: "https://s.test/${item}"}}}`;
  const schemas = `components: {schemas: {Page: ${page}, Cats: ${filled('cat')}, Dogs: ${filled('dog')}, Cat: {$id: "https://s.test/cat", type: integer}, Dog: {$id: "https://s.test/dog", type: string}}}\n`;

  it.each([['Cats', { type: 'integer' }], ['Dogs', { type: 'string' }]])('takes what %s puts there', async (name, item) => {
    const { tools, warnings } = await convert({ 'root.yaml': withSchema(`{$ref: "#/components/schemas/${name}"}`, schemas) });
    expect(warnings).toEqual([]);
    expect(JSON.stringify(schemaOf(tools[0]))).toContain(`"items":{"type":"array","items":${JSON.stringify(item)}}`);
  });

  it('is left to its template where a document fills in more than there is room for', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => `p${index}: {type: string}`).join(', ');
    const large = page.replace('properties: {', `properties: {${many}, `);
    const all = Array.from({ length: 200 }, (_, index) => `F${index}: {$ref: page, $defs: {item: {$dynamicAnchor: item, type: integer}}}`).join(', ');
    const document = (name: string): string => withSchema(`{$ref: "#/components/schemas/${name}"}`, `components: {schemas: {Page: ${large}, ${all.replaceAll('$ref: page', '$ref: "https://s.test/page"')}}}\n`);
    const first = await convert({ 'root.yaml': document('F0') });
    expect(JSON.stringify(schemaOf(first.tools[0]))).toContain('"items":{"type":"array","items":{"type":"integer"}}');
    expect(first.warnings.map(({ code }) => code)).toEqual(Array.from({ length: 76 }, () => 'REFERENCE'));
    const last = await convert({ 'root.yaml': document('F199') });
    expect(JSON.stringify(schemaOf(last.tools[0]))).toContain('"items":{"type":"array","items":{"not":{}}}');
    expect(last.warnings.at(-1)).toMatchObject({ pointer: '#/components/schemas/F199', message: expect.stringContaining('more than 250000 values together') });
  });

  it('that names its own schema is a circle', async () => {
    const { tools } = await convert({ 'root.yaml': withSchema('{$ref: "#/components/schemas/Tree"}', 'components: {schemas: {Tree: {$id: "https://s.test/tree", $dynamicAnchor: node, type: object, properties: {child: {$dynamicRef: "#node"}}}}}\n') });
    expect(schemaOf(tools[0])).toMatchObject({ type: 'object', properties: { child: { type: 'object', properties: { child: { type: 'object' } } } } });
  });
});

describe('something other than a schema of another file', () => {
  const parts = 'limit: {name: limit, in: query, schema: {type: integer}}\npage: {name: page, in: query, schema: {type: integer}}\nall: [{$ref: "#/limit"}, {$ref: "#/page"}]\n';
  const body = 'content: {application/json: {schema: {type: object, properties: {n: {type: integer}}}}}\n';
  it.each<[string, Record<string, string>, string[]]>([
    ['a path item', { 'root.yaml': `${HEAD}paths: {/a: {$ref: "a.yaml"}}\n`, 'a.yaml': 'get: {parameters: [{$ref: "p.yaml#/limit"}]}\n', 'p.yaml': parts }, ['limit']],
    ['a path item beside a key', { 'root.yaml': `${HEAD}paths: {/a: {$ref: "a.yaml", parameters: [{$ref: "p.yaml#/limit"}]}}\n`, 'a.yaml': 'get: {}\n', 'p.yaml': parts }, ['limit']],
    ['all paths', { 'root.yaml': `${HEAD}paths: {$ref: "a.yaml"}\n`, 'a.yaml': '/a: {get: {parameters: [{$ref: "p.yaml#/limit"}]}}\n', 'p.yaml': parts }, ['limit']],
    ['some paths', { 'root.yaml': `${HEAD}paths:\n  $ref: "a.yaml"\n  /b: {}\n`, 'a.yaml': '/a: {get: {parameters: [{$ref: "p.yaml#/limit"}]}}\n', 'p.yaml': parts }, ['limit']],
    ['an operation', { 'root.yaml': `${HEAD}paths: {/a: {get: {$ref: "a.yaml"}}}\n`, 'a.yaml': 'parameters: [{$ref: "p.yaml#/limit"}]\n', 'p.yaml': parts }, ['limit']],
    ['a list of parameters', { 'root.yaml': `${HEAD}paths: {/a: {get: {parameters: {$ref: "p.yaml#/all"}}}}\n`, 'p.yaml': parts }, ['limit', 'page']],
    ['a list in a list of parameters', { 'root.yaml': `${HEAD}paths: {/a: {get: {parameters: [{$ref: "p.yaml#/all"}]}}}\n`, 'p.yaml': parts }, ['limit', 'page']],
    ['the components', { 'root.yaml': `${HEAD}paths: {/a: {get: {parameters: [{$ref: "#/components/parameters/limit"}]}}}\ncomponents: {$ref: "c.yaml"}\n`, 'c.yaml': 'parameters: {$ref: "p.yaml"}\n', 'p.yaml': parts }, ['limit']],
    ['a request body', { 'root.yaml': `${HEAD}paths: {/a: {post: {requestBody: {$ref: "b.yaml"}}}}\n`, 'b.yaml': body }, ['body']],
    ['a media type', { 'root.yaml': `${HEAD}paths: {/a: {post: {requestBody: {content: {application/json: {$ref: "b.yaml#/content/application~1json"}}}}}}\n`, 'b.yaml': body }, ['body']],
  ])('%s', async (_what, files, expected) => {
    const { tools, warnings } = await convert(files);
    expect(warnings).toEqual([]);
    expect(Object.keys(tools[0]?.inputSchema['properties'] as object)).toEqual(expected);
  });

  it('that is a text for people is left alone', async () => {
    const operation = 'description: {$ref: d.md}, x-codeSamples: [{source: {$ref: s.php}}], x-ms-examples: {one: {$ref: none.json}}, responses: {200: {description: x, content: {application/json: {example: {$ref: none.json}}}}}';
    const { tools, warnings } = await convert({ 'root.yaml': `${HEAD}paths: {/a: {get: {operationId: a, ${operation}}}}\n`, 'd.md': '# Title', 's.php': '<?php' });
    expect(tools.map(({ name }) => name)).toEqual(['a']);
    expect(warnings).toEqual([]);
  });

  it('a security scheme', async () => {
    const { tools } = await convert({ 'root.yaml': `${HEAD}paths: {/a: {get: {security: [{key: []}]}}}\ncomponents: {securitySchemes: {key: {$ref: "s.yaml#/key"}}}\n`, 's.yaml': 'key: {type: apiKey, in: header, name: X-Key}\n' });
    expect(tools[0]?.operation.security).toEqual([[expect.objectContaining({ scheme: { kind: 'apikey', in: 'header', name: 'X-Key' } })]]);
  });

  it('a response', async () => {
    const { tools } = await convert({ 'root.yaml': `${HEAD}paths: {/a: {get: {responses: {200: {$ref: "r.yaml#/ok"}}}}}\n`, 'r.yaml': 'ok: {description: x, content: {application/json: {schema: {$ref: "#/Thing"}}}}\nThing: {type: object, properties: {n: {type: integer}}}\n' });
    expect(JSON.stringify(tools[0]?.outputSchema)).toContain('"type":"integer"');
  });
});

describe('a broken part', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['a missing file', { 'root.yaml': `${HEAD}paths:\n  /a: {$ref: none.yaml}\n  /b: {get: {operationId: b}}\n` }, ['b']],
    ['a file that is no YAML', { 'root.yaml': `${HEAD}paths:\n  /a: {$ref: a.yaml}\n  /b: {get: {operationId: b}}\n`, 'a.yaml': 'a: [\n' }, ['b']],
    ['a file that is empty', { 'root.yaml': `${HEAD}paths:\n  /a: {$ref: a.yaml}\n  /b: {get: {operationId: b}}\n`, 'a.yaml': '' }, ['b']],
    ['a file on another machine', { 'root.yaml': `${HEAD}paths:\n  /a: {$ref: "file://elsewhere/a.yaml"}\n  /b: {get: {operationId: b}}\n` }, ['b']],
    ['an address of another kind', { 'root.yaml': `${HEAD}paths:\n  /a: {$ref: "ftp://h.test/a.yaml"}\n  /b: {get: {operationId: b}}\n` }, ['b']],
    ['a path that is a text', { 'root.yaml': `${HEAD}paths:\n  /a: hello\n  /b: {get: {operationId: b}}\n` }, ['b']],
    ['an operation that is a list', { 'root.yaml': `${HEAD}paths:\n  /a: {get: []}\n  /b: {get: {operationId: b}}\n` }, ['b']],
    ['a reference to itself', { 'root.yaml': `${HEAD}paths:\n  /a: {$ref: "#/paths/~1a"}\n  /b: {get: {operationId: b}}\n` }, ['b']],
    ['a parameter that is a number', { 'root.yaml': `${HEAD}paths:\n  /b: {get: {operationId: b, parameters: [1, null, {in: query}]}}\n` }, ['b']],
    ['a schema that refers to itself', { 'root.yaml': withSchema('{$ref: "#/components/schemas/A"}', 'components: {schemas: {A: {$ref: "#/components/schemas/A"}}}\n') }, ['a']],
    ['a schema that is a text', { 'root.yaml': withSchema('hello') }, ['a']],
    ['a response that is a text', { 'root.yaml': `${HEAD}paths:\n  /b: {get: {operationId: b, responses: {200: hello}}}\n` }, ['b']],
    ['responses that are a list', { 'root.yaml': `${HEAD}paths:\n  /b: {get: {operationId: b, responses: []}}\n` }, ['b']],
    ['security schemes that are wrong', { 'root.yaml': `${HEAD}security: [{k: []}, 1]\ncomponents: {securitySchemes: {k: 7}}\npaths:\n  /b: {get: {operationId: b}}\n` }, ['b']],
    ['an operation that is null', { 'root.yaml': `${HEAD}paths:\n  /a: {get: null}\n  /b: {get: {operationId: b}}\n` }, ['b']],
    ['a path that is null', { 'root.yaml': `${HEAD}paths:\n  /a: null\n  /b: {get: {operationId: b}}\n` }, ['b']],
    ['no paths', { 'root.yaml': `${HEAD}components: {}\n` }, []],
    ...Object.entries({ parameters: 'zz', responses: '5', tags: '3', servers: '"y"', security: '"x"', requestBody: '[]' }).map(
      ([part, value]): [string, Record<string, string>, string[]] => [`${part} of a wrong kind`, { 'root.yaml': `${HEAD}paths:\n  /b: {get: {operationId: b, ${part}: ${value}}}\n` }, ['b']],
    ),
    ['a style that is none', { 'root.yaml': `${HEAD}paths:\n  /b: {get: {operationId: b, parameters: [{name: q, in: query, style: bogus, schema: {type: array}}]}}\n` }, ['b']],
    ['a path that stands twice in JSON', { 'root.yaml': '{"openapi":"3.0.3","info":{"title":"t","version":"1"},"paths":{"/b":{"get":{"operationId":"a"}},"/b":{"get":{"operationId":"b"}}}}' }, ['b']],
    ['JSON with a hole', { 'root.yaml': '{"openapi":"3.0.3","info":{"title":"t","version":"1"},\n"paths":{"/a": , "/b":{"get":{"operationId":"b"}}}}' }, ['b']],
  ])('%s takes nothing else with it, and is told', async (_what, files, expected) => {
    const { tools, warnings } = await convert(files);
    expect(tools.map(({ name }) => name)).toEqual(expected);
    expect(warnings).not.toEqual([]);
  });

  it('is told where it is', async () => {
    const { warnings } = await convert({ 'root.yaml': '{"openapi":"3.0.3","info":{"title":"t","version":"1"},\n"paths":{"/b":{"get":{"operationId":"a"}},\n"/b":{"get":{"operationId":"b"}}}}' });
    expect(warnings).toMatchObject([{ code: 'DUPLICATE_KEY', pointer: '#/paths/~1b', line: 3 }]);
  });

  it('asks for what the document asks for, when its security is none', async () => {
    const asks = 'components: {securitySchemes: {k: {type: apiKey, in: header, name: X-Key}}}\nsecurity: [{k: []}]\n';
    const { tools } = await convert({ 'root.yaml': `${HEAD}${asks}paths:\n  /b: {get: {operationId: b, security: "x"}}\n` });
    expect(tools[0]?.operation.security).toMatchObject([[{ scheme: { kind: 'apikey' } }]]);
  });
});

describe('a warning', () => {
  it('names the line in the document', async () => {
    const { warnings } = await convert({ 'root.yaml': `${HEAD}paths:\n  /a:\n    get:\n      parameters:\n        - {name: p, in: query, schema: {type: wrong}}\n        - {in: nowhere}\n` });
    expect(warnings.map(({ code, pointer, line, file }) => ({ code, pointer, line, file }))).toEqual([
      { code: 'TYPE', pointer: '#/paths/~1a/get/parameters/0/schema', line: 7, file: undefined },
      { code: 'PARAMETER', pointer: '#/paths/~1a/get/parameters/1', line: 8, file: undefined },
    ]);
  });

  it('names the other file, and the line in it', async () => {
    const { warnings } = await convert({ 'root.yaml': withSchema('{$ref: "f/s.json#/A"}'), 'f/s.json': '{\n  "Other": {},\n  "A": {\n    "properties": {\n      "x": {"type": "wrong"}\n    }\n  }\n}\n' });
    expect(warnings).toMatchObject([{ code: 'TYPE', pointer: '#/A/properties/x', file: 'f/s.json', line: 5 }]);
  });
});
