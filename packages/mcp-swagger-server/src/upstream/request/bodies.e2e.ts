import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bodyOf, buildUpstream, oneOperation } from '../testing/build-upstream.js';
import type { Document } from '../testing/build-upstream.js';
import { startRecordingServer } from '../testing/recording-server.js';
import type { Recorded, RecordingServer } from '../testing/recording-server.js';

let server: RecordingServer;
beforeEach(async () => {
  server = await startRecordingServer();
});
afterEach(async () => {
  await server.close();
});

async function send(operation: Document, args: Record<string, unknown>, openapi = '3.2.0', method = 'post'): Promise<{ sent: Recorded | undefined; text: string; error: unknown }> {
  const { upstream } = await buildUpstream(oneOperation(operation, '/things', method, { openapi }), { baseUrl: server.origin });
  const result = await upstream.call('op', args);
  await upstream.close();
  const sent = server.requests.at(-1);
  return { sent, text: sent?.body.toString('latin1') ?? '', error: result.isError === true ? result.content : undefined };
}

const media = (content: Document): Document => ({ requestBody: { required: true, content } });
const person = { type: 'object', properties: { name: { type: 'string' }, age: { type: 'integer' } } };

describe('an operation that takes several media types', () => {
  const several = media({
    'application/json': { schema: person },
    'text/json': { schema: person },
    'application/xml': { schema: { ...person, xml: { name: 'person' } } },
    'text/csv': { schema: { type: 'string' } },
  });

  it.each<[string | undefined, unknown, string, string]>([
    [undefined, { name: 'n', age: 1 }, 'application/json', '{"name":"n","age":1}'],
    ['application/xml', { name: 'n', age: 1 }, 'application/xml', '<?xml version="1.0" encoding="UTF-8"?><person><name>n</name><age>1</age></person>'],
    ['text/csv', 'name\nn', 'text/csv', 'name\nn'],
  ])('gets %s', async (contentType, body, expectedType, expected) => {
    const { sent, text } = await send(several, { body, ...(contentType === undefined ? {} : { contentType }) });
    expect([sent?.headers['content-type'], text]).toEqual([expectedType, expected]);
  });

  it('refuses another one', async () => {
    const { sent, error } = await send(several, { body: {}, contentType: 'text/html' });
    expect(sent).toBeUndefined();
    expect(JSON.stringify(error)).toMatch(/contentType: expected one of/);
  });
});

it('an operation that answers in several media types is asked for the chosen one', async () => {
  const responses = { 200: { description: '', content: { 'application/json': { schema: person }, 'text/csv': { schema: { type: 'string' } } } } };
  const { sent } = await send({ responses }, { accept: 'text/csv' }, '3.1.0', 'get');
  expect(sent?.headers.accept).toBe('text/csv');
});

describe('multipart bodies of a document', () => {
  it('by position take their kinds from prefixEncoding and itemEncoding', async () => {
    const schema = { type: 'array', prefixItems: [person], items: { contentMediaType: 'image/png' } };
    const operation = media({ 'multipart/mixed': { schema, prefixEncoding: [{ contentType: 'application/vnd.p+json' }], itemEncoding: { contentType: 'image/png' } } });
    const { sent, text } = await send(operation, { body: [{ name: 'n' }, 'YQ=='] });
    expect(sent?.headers['content-type']).toMatch(/^multipart\/mixed; boundary=/);
    expect(text).toContain('\r\nContent-Type: application/vnd.p+json\r\n\r\n{"name":"n"}\r\n');
    expect(text).toMatch(/\r\nContent-Type: image\/png\r\n\r\na\r\n/);
  });

  it('have the headers that their encoding fixes, and the first type that is not open', async () => {
    const encoding = { f: { contentType: 'image/*, image/png', headers: { 'X-Kind': { schema: { const: 'k' } }, 'X-Free': { schema: { type: 'string' } }, 'X-Must': { required: true, schema: { default: 7 } } } } };
    const { text } = await send(bodyOf('multipart/form-data', { type: 'object', properties: { f: { type: 'string', format: 'binary' } } }, encoding), { body: { f: 'YQ==' } }, '3.0.3');
    expect(text).toContain('Content-Disposition: form-data; name="f"; filename="f"\r\nContent-Type: image/png\r\nX-Kind: k\r\nX-Must: 7\r\n\r\na\r\n');
    expect(text).not.toContain('X-Free');
  });
});

describe('sequences', () => {
  it.each([
    ['application/x-ndjson', '{"name":"a"}\n{"name":"b"}\n'],
    ['application/jsonl', '{"name":"a"}\n{"name":"b"}\n'],
    ['application/json-seq', '\u001e{"name":"a"}\n\u001e{"name":"b"}\n'],
  ])('of %s are given as a list and sent item by item', async (mediaType, expected) => {
    const { sent, text } = await send(media({ [mediaType]: { itemSchema: person } }), { body: [{ name: 'a' }, { name: 'b' }] });
    expect([sent?.headers['content-type'], text]).toEqual([mediaType, expected]);
  });
});

it('XML of OpenAPI 3.2 follows its node types', async () => {
  const schema = {
    type: 'object',
    xml: { name: 'note' },
    properties: { lang: { type: 'string', xml: { nodeType: 'attribute' } }, text: { type: 'string', xml: { nodeType: 'cdata' } }, tags: { type: 'array', xml: { nodeType: 'element', name: 'tags' }, items: { type: 'string', xml: { name: 'tag' } } } },
  };
  const { text } = await send(bodyOf('application/xml', schema), { body: { lang: 'en', text: 'a<b', tags: ['x', 'y'] } });
  expect(text).toBe('<?xml version="1.0" encoding="UTF-8"?><note lang="en"><![CDATA[a<b]]><tags><tag>x</tag><tag>y</tag></tags></note>');
});

it('a query string that is a form follows the encoding of its properties', async () => {
  const content = { 'application/x-www-form-urlencoded': { schema: { type: 'object', properties: { ids: { type: 'array', items: { type: 'integer' } } } }, encoding: { ids: { style: 'pipeDelimited', explode: false } } } };
  const { sent } = await send({ parameters: [{ name: 'q', in: 'querystring', content }] }, { q: { ids: [1, 2] } }, '3.2.0', 'get');
  expect(sent?.target).toBe('/things?ids=1%7C2');
});
