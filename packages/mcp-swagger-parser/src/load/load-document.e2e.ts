import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toTools } from '../tools/to-tools.js';
import { STRICT } from '../testing/documents.js';
import { loadDocument } from './load-document.js';

const MINIMAL = 'openapi: 3.1.0\ninfo: {title: Minimal, version: "1"}\npaths: {/a: {get: {operationId: a}}}\n';

describe('documents of several files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'documents-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });
  const write = async (files: Record<string, string>): Promise<string> => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(join(folder, name, '..'), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    return join(folder, 'root.yaml');
  };
  const read = async (file: string): Promise<ReturnType<typeof toTools>> => toTools(await loadDocument({ file }, { outgoing: STRICT, allowFiles: true }));

  it('resolve each reference relative to its own file, in circles and diamonds too', async () => {
    const { tools, warnings } = await read(
      await write({
        'root.yaml': 'openapi: 3.0.0\ninfo: {title: T, version: "1"}\npaths:\n  /a: {$ref: "paths/paths.yaml#/a"}\n  /b: {$ref: "paths/paths.yaml#/b"}\ncomponents: {schemas: {Own: {type: string, nullable: true}}}\n',
        'paths/paths.yaml':
          'a:\n  post: {operationId: a, parameters: [{$ref: "../params.yaml#/limit"}], requestBody: {content: {application/json: {schema: {$ref: "../schemas/s.yaml#/Node"}}}}, responses: {}}\n' +
          'b:\n  post: {operationId: b, requestBody: {content: {application/json: {schema: {$ref: "../schemas/s.yaml#/Leaf"}}}}, responses: {}}\n',
        'params.yaml': 'limit: {name: limit, in: query, schema: {$ref: "schemas/s.yaml#/Leaf"}}\n',
        'schemas/s.yaml': 'Node: {type: object, properties: {next: {$ref: "#/Node"}, leaf: {$ref: "s.yaml#/Leaf"}, own: {$ref: "../root.yaml#/components/schemas/Own"}}}\nLeaf: {type: integer, nullable: true}\n',
      }),
    );
    expect(warnings).toEqual([]);
    expect(tools.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(Object.keys(tools[0]?.inputSchema['properties'] as object)).toEqual(['limit', 'body']);
    const definitions = tools[0]?.inputSchema['$defs'] as Record<string, unknown>;
    expect(Object.keys(definitions)).toEqual([expect.stringMatching(/^Leaf-/), expect.stringMatching(/^Node-/), 'Own']);
    expect(definitions['Own']).toEqual({ type: ['string', 'null'] });
    expect(Object.values(definitions)[0]).toEqual({ type: ['integer', 'null'] });
  });

  it('of Swagger 2.0 bring their parameters and responses along', async () => {
    const { tools, warnings } = await read(
      await write({
        'root.yaml':
          'swagger: "2.0"\ninfo: {title: T, version: "1"}\nhost: api.test\npaths:\n  /a:\n    post:\n      parameters: [{$ref: "p.yaml#/body"}, {$ref: "p.yaml#/limit"}]\n      responses: {200: {description: x}}\n',
        'p.yaml': 'limit: {name: limit, in: query, type: integer}\nbody: {name: b, in: body, schema: {$ref: "#/Thing"}}\nThing: {type: object, properties: {n: {type: string, x-nullable: true}}}\n',
      }),
    );
    expect(warnings).toEqual([]);
    expect(tools[0]?.inputSchema).toMatchObject({ properties: { limit: { type: 'integer' }, body: { $ref: expect.stringMatching(/Thing/) } } });
    expect(JSON.stringify(tools[0]?.inputSchema['$defs'])).toContain('{"n":{"type":["string","null"]}}');
  });

  it('work without the file that is missing, and report it', async () => {
    const { tools, warnings } = await read(
      await write({ 'root.yaml': 'openapi: 3.0.0\ninfo: {title: T, version: "1"}\npaths:\n  /a: {get: {responses: {}, parameters: [{name: p, in: query, schema: {$ref: "none.yaml#/x"}}]}}\n' }),
    );
    expect(tools[0]?.inputSchema).toMatchObject({ properties: { p: {} } });
    expect(warnings.map(({ code }) => code)).toContain('REFERENCE_UNREADABLE');
  });

  it.each([
    ['a version that nobody knows', 'info: {}\nopenapi: 4.0.0\n', { code: 'DOCUMENT_VERSION', pointer: '#/openapi', line: 2, message: expect.stringMatching(/root\.yaml declares openapi "4\.0\.0"; known are .* \(#\/openapi, line 2\)\.$/) }],
    ['broken syntax', 'openapi: 3.0.0\ninfo: [\n', { code: 'DOCUMENT_SYNTAX', line: 3, message: expect.stringMatching(/root\.yaml is neither valid JSON nor YAML, line 3/) }],
    ['another format', 'asyncapi: 2.0.0\n', { code: 'DOCUMENT_NOT_OPENAPI', message: expect.stringContaining('root.yaml is not an OpenAPI document') }],
  ])('say in one sentence where there is %s', async (_what, text, error) => {
    await expect(read(await write({ 'root.yaml': text }))).rejects.toMatchObject(error);
  });

  it.each([
    ['a list', '[]', 'The paths are a list'],
    ['a text', 'hello', 'The paths are "hello"'],
  ])('say that paths that are %s give no tools', async (_what, paths, message) => {
    const { tools, warnings } = await read(await write({ 'root.yaml': `openapi: 3.0.0\ninfo: {title: T, version: "1"}\npaths: ${paths}\n` }));
    expect(tools).toEqual([]);
    expect(warnings).toMatchObject([{ code: 'PATHS', line: 3, message: expect.stringContaining(message) }]);
  });

  it('take the flags of YAML 1.1 for what they mean', async () => {
    const parameters = ['{name: a, in: query, required: yes, schema: {}}', '{name: b, in: query, required: no, schema: {}}'];
    const { tools } = await read(await write({ 'root.yaml': `openapi: 3.0.0\ninfo: {title: T, version: "1"}\npaths: {/a: {get: {parameters: [${parameters.join(', ')}]}}}\n` }));
    expect(tools[0]?.inputSchema['required']).toEqual(['a']);
  });

  it('say which file is missing', async () => {
    await expect(read(join(folder, 'none.yaml'))).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND', message: expect.stringContaining('none.yaml cannot be read: there is no such file') });
  });
});

describe('documents over HTTP', () => {
  let server: Server;
  let base: string;
  let answer: RequestListener;
  beforeEach(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const load = async (options: Partial<Parameters<typeof loadDocument>[1]> = {}, path = '/openapi.yaml'): ReturnType<typeof loadDocument> =>
    await loadDocument({ url: `${base}${path}`, headers: { 'x-key': 'secret' } }, { outgoing: STRICT, ...options });

  it('are read from where the operator points, with headers and packed bodies', async () => {
    answer = (request, response) => {
      response.writeHead(request.headers['x-key'] === 'secret' ? 200 : 401, { 'content-encoding': 'gzip' }).end(gzipSync(MINIMAL));
    };
    expect(await load()).toMatchObject({ title: 'Minimal', version: '3.1.0', documentVersion: '1', url: `${base}/openapi.yaml`, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it.each<[string, RequestListener, string, Partial<Parameters<typeof loadDocument>[1]>]>([
    ['an HTML page', (_request, response) => void response.end('<html></html>'), 'DOCUMENT_HTML', {}],
    ['an error status', (_request, response) => void response.writeHead(404).end(), 'DOCUMENT_STATUS', {}],
    ['too much', (_request, response) => void response.end('x'.repeat(2_000)), 'DOCUMENT_TOO_LARGE', { maxBytes: 1_000 }],
    ['a bomb that is small on the wire', (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(200_000))), 'DOCUMENT_TOO_LARGE', { maxBytes: 10_000 }],
    ['nothing for too long', () => {}, 'DOCUMENT_TIMEOUT', { timeoutMs: 100 }],
    ['redirects without end', (_request, response) => void response.writeHead(302, { location: '/again' }).end(), 'DOCUMENT_UNREACHABLE', {}],
    ['a redirect to a file', (_request, response) => void response.writeHead(302, { location: 'file:///etc/hosts' }).end(), 'DOCUMENT_FORBIDDEN', {}],
    ['a redirect to the metadata service', (_request, response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end(), 'DOCUMENT_FORBIDDEN', {}],
  ])('say so of %s', async (_what, listener, code, options) => {
    answer = listener;
    await expect(load(options)).rejects.toMatchObject({ code });
  });

  it('are not reached on a private address by somebody who is not trusted', async () => {
    answer = (_request, response) => void response.end(MINIMAL);
    await expect(load({ outgoing: { ...STRICT, trustTyped: false } })).rejects.toMatchObject({ code: 'DOCUMENT_FORBIDDEN' });
  });

  it('resolve what they refer to against their own address, whatever the way there', async () => {
    const files: Record<string, string> = {
      '/v1/openapi.yaml': 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {/a: {$ref: "paths/a.yaml"}}\n',
      '/v1/paths/a.yaml': `get: {parameters: [{$ref: "../p.yaml#/limit"}, {$ref: "/v2/p.yaml#/page"}, {$ref: "${base}/old/openapi.yaml#/paths/none"}]}\n`,
      '/v1/p.yaml': 'limit: {name: limit, in: query, schema: {type: integer}}\n',
      '/v2/p.yaml': 'page: {name: page, in: query, schema: {$ref: "s.json"}}\n',
      '/v2/s.json': '{"type": "integer"}',
    };
    const asked: string[] = [];
    answer = (request, response) => {
      asked.push(request.url ?? '');
      if (request.url === '/old/openapi.yaml') return void response.writeHead(301, { location: '/v1/openapi.yaml' }).end();
      return void response.writeHead(files[request.url ?? ''] === undefined ? 404 : 200).end(files[request.url ?? '']);
    };
    const { tools } = toTools(await load({}, '/old/openapi.yaml'));
    expect(Object.keys(tools[0]?.inputSchema['properties'] as object)).toEqual(['limit', 'page']);
    expect([...asked].sort((a, b) => (a < b ? -1 : 1))).toEqual(['/old/openapi.yaml', '/v1/openapi.yaml', '/v1/p.yaml', '/v1/paths/a.yaml', '/v2/p.yaml', '/v2/s.json']);
  });

  it('are changed by overlays before anything else is made of them', async () => {
    answer = (request, response) => {
      if (request.url === '/openapi.yaml') return void response.end(MINIMAL);
      if (request.url === '/more.yaml') return void response.end('overlay: 1.0.0\ninfo: {title: O, version: "1"}\nactions:\n  - {target: $.paths, update: {/b: {$ref: b.yaml}}}\n  - {target: "$.paths[\'/a\'].get", update: {operationId: changed}}\n  - {target: $.none, remove: true}\n');
      return void response.end('get: {operationId: b}\n');
    };
    const plain = await load();
    const changed = await load({ overlays: [{ url: `${base}/more.yaml` }] });
    const { tools, warnings } = toTools(changed);
    expect(tools.map(({ name }) => name)).toEqual(['changed', 'b']);
    expect(warnings).toMatchObject([{ code: 'OVERLAY', pointer: '#/actions/2', file: `${base}/more.yaml`, line: 6 }]);
    expect(changed.hash).not.toBe(plain.hash);
  });

  it('are refused with an overlay that is wrong, which is named with its line', async () => {
    answer = (request, response) => void response.end(request.url === '/openapi.yaml' ? MINIMAL : '{\n"overlay": "1.0.0",\n"info": {},\n"actions": [\n{"target": "$.["}]}');
    await expect(load({ overlays: [{ url: `${base}/o.json` }] })).rejects.toMatchObject({ code: 'OVERLAY_INVALID', line: 5, message: expect.stringMatching(/o\.json has a wrong action 1: .*line 5/s) });
  });

  it('say that nobody listens', async () => {
    await expect(loadDocument({ url: 'http://127.0.0.1:1/x' }, { outgoing: STRICT })).rejects.toMatchObject({ code: 'DOCUMENT_UNREACHABLE', message: expect.stringContaining('the connection was refused') });
  });

  it('may refer to files on the same host, but not to other private hosts or local files', async () => {
    const asked: string[] = [];
    answer = (request, response) => {
      asked.push(request.url ?? '');
      if (request.url === '/s.yaml') return void response.end('A: {type: integer}\n');
      const parameter = (name: string, ref: string): string => `{name: ${name}, in: query, schema: {$ref: "${ref}"}}`;
      const parameters = [parameter('a', 's.yaml#/A'), parameter('b', 'http://10.0.0.1/s.yaml#/A'), parameter('c', 'file:///etc/hosts'), parameter('d', 'http://169.254.169.254/latest')];
      return void response.end(`openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {/a: {get: {parameters: [${parameters.join(', ')}]}}}\n`);
    };
    const { tools, warnings } = toTools(await load());
    expect(asked).toEqual(['/openapi.yaml', '/s.yaml']);
    expect(tools[0]?.inputSchema).toMatchObject({ $defs: expect.any(Object), properties: { b: {}, c: {}, d: {} } });
    expect(warnings.filter(({ code }) => code === 'REFERENCE_UNREADABLE').map(({ message }) => message)).toEqual([
      expect.stringContaining('private or loopback'), expect.stringContaining('local file'), expect.stringContaining('link-local or metadata'),
    ]);
  });
});
