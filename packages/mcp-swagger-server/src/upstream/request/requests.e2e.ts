import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { buildUpstream, bodyOf, oneOperation } from '../testing/build-upstream.js';
import type { Document } from '../testing/build-upstream.js';
import { startRecordingServer } from '../testing/recording-server.js';
import type { Recorded, RecordingServer } from '../testing/recording-server.js';
import type { ToolCallResult } from '../tool-call-result.js';

let server: RecordingServer;
beforeEach(async () => {
  server = await startRecordingServer();
});
afterEach(async () => {
  await server.close();
});

async function call(document: Document, args: Record<string, unknown>, baseUrl = `${server.origin}/v1/`): Promise<{ sent: Recorded | undefined; result: ToolCallResult }> {
  const { upstream } = await buildUpstream(document, { baseUrl });
  const result = await upstream.call('op', args);
  await upstream.close();
  return { sent: server.requests.at(-1), result };
}

const array = { type: 'array', items: { type: 'string' } };
const object = { type: 'object' };
const parameter = (name: string, place: string, schema: unknown, rest: Document = {}): Document =>
  ({ parameters: [{ name, in: place, schema, ...(place === 'path' ? { required: true } : {}), ...rest }] });

describe('the path', () => {
  const anything = { schema: {} };
  it.each<[string, Document, unknown, string]>([
    ['/a/{p}', {}, '../a?x#f', '/a/..%2Fa%3Fx%23f'],
    ['/a/{p}', {}, 'a b/c.txt', '/a/a%20b%2Fc.txt'],
    ['/a/{p}', {}, "ü!'()*~", '/a/%C3%BC%21%27%28%29%2A~'],
    ['/a/{p}', {}, [1, 2, 3], '/a/1,2,3'],
    ['/a/{p}', {}, ['a,b', 'c'], '/a/a%2Cb,c'],
    ['/a/{p}', {}, { R: 1, G: 2 }, '/a/R,1,G,2'],
    ['/a/{p}', { explode: true }, { R: 1, G: 2 }, '/a/R=1,G=2'],
    ['/a{p}', { style: 'matrix', explode: true }, ['x', 'y'], '/a;p=x;p=y'],
    ['/a{p}', { style: 'matrix' }, ['x', 'y'], '/a;p=x,y'],
    ['/a{p}', { style: 'matrix', explode: true }, { R: 1, G: 2 }, '/a;R=1;G=2'],
    ['/a{p}', { style: 'matrix' }, { R: 1, G: 2 }, '/a;p=R,1,G,2'],
    ['/a{p}', { style: 'matrix' }, 'x', '/a;p=x'],
    ['/a{p}', { style: 'label' }, ['x', 'y'], '/a.x,y'],
    ['/a{p}', { style: 'label', explode: true }, ['x', 'y'], '/a.x.y'],
    ['/a{p}', { style: 'label', explode: true }, { R: 1, G: 2 }, '/a.R=1.G=2'],
    ['/a/{p}', { allowReserved: true }, 'x/y?z', '/a/x/y%3Fz'],
    ['/a/{p}/b', {}, true, '/a/true/b'],
    ['/a/{p}', {}, 12_345_678_901_234_567_890_000n, '/a/12345678901234567890000'],
    ['/ä b/{p}', {}, 'x', '/%C3%A4%20b/x'],
    ['/a/{p}?fixed=1', {}, 'x', '/a/x?fixed=1'],
  ])('%s with %j and %j is %s', async (path, rest, value, expected) => {
    const { sent, result } = await call(oneOperation(parameter('p', 'path', anything.schema, rest), path), { p: value });
    expect(result.isError).toBeUndefined();
    expect(sent?.target).toBe(`/v1${expected}`);
  });

  it.each<[string, Document, unknown]>([
    ['/a/{p}', {}, '..'],
    ['/a/{p}', {}, '.'],
    ['/a/{p}', {}, '%2e%2e'],
    ['/a/{p}', {}, '.%2E'],
    ['/a/{p}', {}, '%252e%252e'],
    ['/a/{p}', {}, ''],
    ['/a/{p}', {}, []],
    ['/a/.{p}', {}, '.'],
    ['/a/{p}', { allowReserved: true }, 'x/../../y'],
    ['/a/{p}', { allowReserved: true }, 'x/%2e%2e/y'],
  ])('%s with %j refuses %j and sends nothing', async (path, rest, value) => {
    const { sent, result } = await call(oneOperation(parameter('p', 'path', {}, rest), path), { p: value });
    expect(result.isError).toBe(true);
    expect(sent).toBeUndefined();
  });
});

describe('the query', () => {
  it.each<[Document, unknown, string]>([
    [{ schema: array }, ['a', 'b,c'], 'p=a&p=b%2Cc'],
    [{ schema: array, explode: false }, ['a', 'b,c'], 'p=a,b%2Cc'],
    [{ schema: array, style: 'pipeDelimited' }, ['a', 'b'], 'p=a%7Cb'],
    [{ schema: array, style: 'spaceDelimited' }, ['a', 'b'], 'p=a%20b'],
    [{ schema: array, style: 'pipeDelimited', explode: true }, ['a', 'b'], 'p=a&p=b'],
    [{ schema: object }, { R: 1, G: 2 }, 'R=1&G=2'],
    [{ schema: object, explode: false }, { R: 1, G: 2 }, 'p=R,1,G,2'],
    [{ schema: object, style: 'deepObject', explode: true }, { status: 'open', tags: ['a', 'b'], by: { id: 1 } }, 'p%5Bstatus%5D=open&p%5Btags%5D=a&p%5Btags%5D=b&p%5Bby%5D%5Bid%5D=1'],
    [{ content: { 'application/json': { schema: object } } }, { lat: 1.5 }, 'p=%7B%22lat%22%3A1.5%7D'],
    [{ schema: {}, allowReserved: true }, 'a/b:c?d=e&f', 'p=a/b:c?d=e%26f'],
    [{ schema: {}, allowReserved: true }, '100%25 #1', 'p=100%25%20%231'],
    [{ schema: { type: 'boolean' } }, false, 'p=false'],
    [{ schema: { type: 'number' } }, 1e21, 'p=1000000000000000000000'],
    [{ schema: { type: 'integer', format: 'int64' } }, '9007199254740993', 'p=9007199254740993'],
    [{ schema: {} }, '', 'p='],
    [{ schema: {} }, 'a+b c', 'p=a%2Bb%20c'],
  ])('%j with %j is %s', async (rest, value, expected) => {
    const { sent } = await call(oneOperation({ parameters: [{ name: 'p', in: 'query', ...rest }] }), { p: value });
    expect(sent?.target).toBe(`/v1/things?${expected}`);
  });

  it('leaves out what is null, and sends names as they are declared', async () => {
    const parameters = ['filter[name]', '$top', 'none'].map((name) => ({ name, in: 'query', schema: { type: 'string' } }));
    const { sent } = await call(oneOperation({ parameters }), { filter_name: 'x', $top: '1', none: null });
    expect(sent?.target).toBe('/v1/things?filter%5Bname%5D=x&%24top=1');
  });

  it('refuses null where a value is required', async () => {
    const { sent, result } = await call(oneOperation(parameter('p', 'query', { type: 'string' }, { required: true })), { p: null });
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('needs p; it cannot be null') }] });
    expect(sent).toBeUndefined();
  });

  it('as a whole may be one argument (querystring of OpenAPI 3.2)', async () => {
    const whole = { name: 'q', in: 'querystring', content: { 'application/x-www-form-urlencoded': { schema: object } } };
    const { sent } = await call(oneOperation({ parameters: [whole] }, '/things', 'get', { openapi: '3.2.0' }), { q: { a: 'b c', d: [1, 2] } });
    expect(sent?.target).toBe('/v1/things?a=b%20c&d=1&d=2');
  });
});

describe('headers and cookies', () => {
  it.each<[unknown, unknown, Document, string]>([
    [array, ['a', 'b'], {}, 'a,b'],
    [array, ['a,b', 'c'], {}, 'a%2Cb,c'],
    [{ type: 'boolean' }, true, {}, 'true'],
    [object, { R: 1, G: 2 }, {}, 'R,1,G,2'],
    [object, { R: 1, G: 2 }, { explode: true }, 'R=1,G=2'],
    [{}, 'plain, text', {}, 'plain, text'],
  ])('a header of %j with %j and %j is %s', async (schema, value, rest, expected) => {
    const { sent } = await call(oneOperation(parameter('X-F', 'header', schema, rest)), { 'X-F': value });
    expect(sent?.headers['x-f']).toBe(expected);
  });

  it('a header cannot smuggle another one in', async () => {
    const { sent, result } = await call(oneOperation(parameter('X-F', 'header', {})), { 'X-F': 'a\r\nX-Admin: 1' });
    expect(result.isError).toBe(true);
    expect(sent).toBeUndefined();
  });

  it('cookies of arguments and credentials share one header', async () => {
    const document = oneOperation({ ...parameter('tok', 'cookie', array), security: [{ key: [] }] }, '/things', 'get', { components: { securitySchemes: { key: { type: 'apiKey', in: 'cookie', name: 'sid' } } } });
    const { upstream } = await buildUpstream(document, { baseUrl: server.origin, auth: { type: 'apikey', value: 's3cret' } });
    await upstream.call('op', { tok: ['a', 'b'] });
    await upstream.close();
    const [sent] = server.requests;
    expect(sent?.headers.cookie).toBe('tok=a,b; sid=s3cret');
    // Node joins several of them before anybody sees that they were several.
    expect(sent?.rawHeaders.filter((name) => name.toLowerCase() === 'cookie')).toHaveLength(1);
  });
});

describe('the body', () => {
  it.each<[string, string, unknown, unknown, string]>([
    ['sends null as a value', 'application/json', { type: 'object', properties: { manager: { type: 'string', nullable: true } } }, { name: 'n', manager: null }, '{"name":"n","manager":null}'],
    ['sends an empty object', 'application/json', object, {}, '{}'],
    ['quotes a JSON string', 'application/json', { type: 'string' }, 'true', '"true"'],
    ['sends a JSON list', 'application/json', array, ['a'], '["a"]'],
    ['sends a map without a wrapper', 'application/json', { type: 'object', additionalProperties: { type: 'integer' } }, { a: 1 }, '{"a":1}'],
    ['keeps its own content type', 'application/merge-patch+json', object, { a: null }, '{"a":null}'],
    ['sends text as it is', 'text/plain', { type: 'string' }, 'hello', 'hello'],
    ['keeps all digits', 'application/json', { properties: { id: { type: 'integer', format: 'int64' } } }, { id: '9007199254740993' }, '{"id":9007199254740993}'],
    ['reads an object out of JSON text', 'application/json', object, '{"a":1}', '{"a":1}'],
    ['writes a form', 'application/x-www-form-urlencoded', object, { a: 'b c&d', l: [1, 2], o: { x: 1 } }, 'a=b%20c%26d&l=1&l=2&o=%7B%22x%22%3A1%7D'],
    ['writes XML', 'application/xml', { type: 'object', xml: { name: 'pet' }, properties: { id: { type: 'integer', xml: { attribute: true } }, tags: { type: 'array', xml: { wrapped: true, name: 'tags' }, items: { type: 'string', xml: { name: 'tag' } } } } }, { id: 1, name: 'a<b', tags: ['x', 'y'] }, '<?xml version="1.0" encoding="UTF-8"?><pet id="1"><name>a&lt;b</name><tags><tag>x</tag><tag>y</tag></tags></pet>'],
    ['sends XML that is written already', 'application/xml', object, '<a/>', '<a/>'],
    ['decodes bytes', 'application/octet-stream', { type: 'string', format: 'binary' }, 'AAEC', '\u0000\u0001\u0002'],
  ])('%s', async (_what, mediaType, schema, value, expected) => {
    const { sent, result } = await call(oneOperation(bodyOf(mediaType, schema), '/things', 'post'), { body: value });
    expect(result.isError).toBeUndefined();
    expect(sent?.body.toString()).toBe(expected);
    expect(sent?.headers['content-type']).toBe(mediaType);
  });

  it('follows the encoding of each property of a form', async () => {
    const encoding = { l: { style: 'spaceDelimited', explode: false }, o: { style: 'deepObject', explode: true }, j: { contentType: 'application/json' } };
    const { sent } = await call(oneOperation(bodyOf('application/x-www-form-urlencoded', object, encoding), '/things', 'post'), { body: { l: ['a', 'b'], o: { k: [{ p: 1 }] }, j: [1] } });
    expect(sent?.body.toString()).toBe('l=a%20b&o%5Bk%5D%5B0%5D%5Bp%5D=1&j=%5B1%5D');
  });

  it('sends multipart parts with file names, types and bytes; lists repeat their part', async () => {
    const properties = { file: { type: 'string', format: 'binary' }, files: { type: 'array', items: { type: 'string', format: 'binary' } }, about: { type: 'object' }, tags: array, icon: { type: 'string' } };
    const encoding = { icon: { contentType: 'image/png' }, about: { contentType: 'application/vnd.x+json' } };
    const document = oneOperation(bodyOf('multipart/form-data', { type: 'object', properties }, encoding), '/things', 'post');
    const { sent } = await call(document, { body: { file: { data: 'AAEC/w==', filename: 'a".bin', mimeType: 'image/gif' }, files: ['YQ==', { text: 'b' }], about: { x: 1 }, tags: ['s', 't'], icon: 'plain' } });
    const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(sent?.headers['content-type'] ?? '')?.[1] ?? '';
    const parts = (sent?.body.toString('latin1') ?? '').split(`--${boundary}`).slice(1, -1).map((part) => part.trim().split('\r\n\r\n'));
    expect(parts).toEqual([
      ['Content-Disposition: form-data; name="file"; filename="a%22.bin"\r\nContent-Type: image/gif', '\u0000\u0001\u0002ÿ'],
      ['Content-Disposition: form-data; name="files"; filename="files"\r\nContent-Type: application/octet-stream', 'a'],
      ['Content-Disposition: form-data; name="files"; filename="files"\r\nContent-Type: application/octet-stream', 'b'],
      ['Content-Disposition: form-data; name="about"\r\nContent-Type: application/vnd.x+json', '{"x":1}'],
      ['Content-Disposition: form-data; name="tags"', 's'],
      ['Content-Disposition: form-data; name="tags"', 't'],
      ['Content-Disposition: form-data; name="icon"\r\nContent-Type: image/png', 'plain'],
    ]);
    expect(sent?.body.toString('latin1').endsWith(`--${boundary}--\r\n`)).toBe(true);
  });

  it('knows a file of OpenAPI 3.1 by its media type', async () => {
    const properties = { logo: { contentMediaType: 'image/png' }, any: {} };
    const document = oneOperation(bodyOf('multipart/form-data', { type: 'object', properties }, { any: { contentType: 'application/octet-stream' } }), '/things', 'post', { openapi: '3.1.0' });
    const { sent } = await call(document, { body: { logo: 'AAEC', any: 'AAEC' } });
    const body = sent?.body.toString('latin1') ?? '';
    expect(body.split('\u0000\u0001\u0002')).toHaveLength(3);
    expect([...body.matchAll(/name="(\w+)".*\r\nContent-Type: (\S+)/g)].map(([, name, type]) => [name, type])).toEqual([['logo', 'image/png'], ['any', 'application/octet-stream']]);
  });

  it('refuses a file that is not base64', async () => {
    const { sent, result } = await call(oneOperation(bodyOf('application/octet-stream', { type: 'string', format: 'binary' }), '/things', 'post'), { body: 'not base64!' });
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('body is not base64') }] });
    expect(sent).toBeUndefined();
  });

  it('goes with GET too, when the document says so', async () => {
    const { sent } = await call(oneOperation(bodyOf('application/json', object), '/things', 'get'), { body: { a: 1 } });
    expect([sent?.method, sent?.headers['content-type'], sent?.body.toString()]).toEqual(['GET', 'application/json', '{"a":1}']);
  });

  it('reaches its place beside a path and a query parameter of the same name', async () => {
    const document = oneOperation({ parameters: [{ name: 'id', in: 'path', required: true, schema: {} }, { name: 'id', in: 'query', schema: {} }], ...bodyOf('application/json', object) }, '/c/{id}', 'put');
    const { sent } = await call(document, { id: 'p', id_query: 'q', body: { id: 1, body: 2 } });
    expect([sent?.target, sent?.body.toString()]).toEqual(['/v1/c/p?id=q', '{"id":1,"body":2}']);
  });
});

describe('methods', () => {
  it.each(['head', 'options', 'delete', 'patch', 'put'])('%s is sent as such', async (method) => {
    const { sent, result } = await call(oneOperation({}, '/things', method), {});
    expect(sent?.method).toBe(method.toUpperCase());
    expect(result.isError).toBeUndefined();
  });

  it('of a document of its own are sent as such', async () => {
    const { sent } = await call({ openapi: '3.2.0', paths: { '/things': { additionalOperations: { PURGE: { operationId: 'op' } } } } }, {});
    expect(sent?.method).toBe('PURGE');
  });

  it.each<[string, Document]>([
    ['QUERY', { query: { operationId: 'op', ...bodyOf('application/json', object) } }],
    ['FROBNICATE', { additionalOperations: { FROBNICATE: { operationId: 'op', ...bodyOf('application/json', object) } } }],
    ['DELETE', { delete: { operationId: 'op', ...bodyOf('application/json', object) } }],
  ])('%s goes out with its body', async (method, operations) => {
    // Node's own server knows some methods only, and which depends on its version.
    let taken = '';
    const upstream = createTcpServer((socket) => {
      socket.on('data', (chunk: Buffer) => {
        taken += chunk.toString();
        if (taken.endsWith('{"a":1}')) socket.end('HTTP/1.1 204 No Content\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const { result } = await call({ openapi: '3.2.0', paths: { '/things': operations } }, { body: { a: 1 } }, `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`);
    upstream.close();
    expect(result).toMatchObject({ content: [{ text: 'Status 204, no content.' }] });
    expect(taken).toMatch(new RegExp(`^${method} /things HTTP/1\\.1\r\n[^]*\r\ncontent-type: application/json\r\n`, 'i'));
  });
});

describe('lists of Swagger 2.0 with tabs between their items', () => {
  const swagger = (place: string): Document => ({
    openapi: undefined,
    swagger: '2.0',
    ...oneOperation({ parameters: [{ name: 'p', in: place, type: 'array', items: { type: 'string' }, collectionFormat: 'tsv', ...(place === 'path' ? { required: true } : {}) }] }, place === 'path' ? '/a/{p}' : '/a', 'post'),
  });
  it.each<[string, (sent: Recorded | undefined) => unknown, unknown]>([
    ['query', (sent) => sent?.target, '/v1/a?p=a%09b%20c%09d%2Ce'],
    ['path', (sent) => sent?.target, '/v1/a/a%09b%20c%09d%2Ce'],
    ['header', (sent) => sent?.headers['p'], 'a\tb c\td,e'],
    ['formData', (sent) => sent?.body.toString(), 'p=a%09b%20c%09d%2Ce'],
  ])('go out in %s', async (place, read, expected) => {
    const args = { p: ['a', 'b c', 'd,e'] };
    const { sent, result } = await call(swagger(place), place === 'formData' ? { body: args } : args);
    expect(result.isError).toBeUndefined();
    expect(read(sent)).toBe(expected);
  });
});
