import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createMcpServer, type McpServerOptions } from '../index.js';

const operation = (operationId: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({ operationId, responses: { 200: { description: 'ok' } }, ...more });
const query = (name: string, schema: unknown, more: Record<string, unknown> = {}): Record<string, unknown> => ({ name, in: 'query', schema, ...more });
const DOCUMENT = JSON.stringify({
  openapi: '3.0.3',
  info: { title: 'Cases', version: '1' },
  servers: [{ url: '../v2/{env}', variables: { env: { default: 'eu', enum: ['eu', 'us'] } } }],
  paths: {
    '/things/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }, query('limit', { type: 'integer', maximum: 10 })],
      get: operation('getThing', { parameters: [query('limit', { type: 'integer', maximum: 100 }), query('limit', { type: 'string' })] }),
    },
    '/things': {
      post: operation('addThing', {
        parameters: [query('filter', { type: 'object', properties: { name: { type: 'string' } } }, { style: 'deepObject' }), query('tags', { type: 'array', items: { type: 'string' } })],
        requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { count: { type: 'integer' }, text: { type: 'string' } } } } } },
      }),
    },
  },
});

let api: Server;
let origin: string;
let sent: { target: string; body: string }[] = [];
beforeAll(async () => {
  api = createServer((request, response) => {
    if (request.url === '/docs/openapi.json') {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(DOCUMENT);
      return;
    }
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      sent.push({ target: request.url ?? '', body });
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => {
    api.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
});
afterAll(() => {
  api.close();
});
beforeEach(() => {
  sent = [];
});

async function call(name: string, args: Record<string, unknown>, options: Partial<McpServerOptions> = {}): Promise<{ isError: boolean; text: string }> {
  const server = await createMcpServer({ document: { url: `${origin}/docs/openapi.json` }, outgoing: { allowPrivateNetwork: true }, ...options });
  const client = new Client({ name: 'cases', version: '1' });
  try {
    await client.connect(new StreamableHTTPClientTransport(new URL(server.endpoint)));
    const { isError = false, content } = await client.callTool({ name, arguments: args });
    return { isError, text: content.map((block) => (block.type === 'text' ? block.text : '')).join('') };
  } finally {
    await client.close();
    await server.close(0);
  }
}

describe('what a client calls with', () => {
  it.each<[string, string, Record<string, unknown>, { target: string; body: string }]>([
    ['the default of a server variable, below the address of the document', 'getThing', { id: 1 }, { target: '/v2/eu/things/1', body: '' }],
    ['a parameter that its operation declares anew', 'getThing', { id: 1, limit: 50 }, { target: '/v2/eu/things/1?limit=50', body: '' }],
    ['a number written as text', 'getThing', { id: '7' }, { target: '/v2/eu/things/7', body: '' }],
    ['an object written as text', 'addThing', { filter: '{"name":"a"}', body: '{"count":"3","text":"7"}' }, { target: '/v2/eu/things?filter%5Bname%5D=a', body: '{"count":3,"text":"7"}' }],
    ['a list written as text', 'addThing', { tags: '["a","b"]', body: {} }, { target: '/v2/eu/things?tags=a&tags=b', body: '{}' }],
  ])('is sent: %s', async (_what, name, args, expected) => {
    expect(await call(name, args)).toMatchObject({ isError: false });
    expect(sent).toEqual([expected]);
  });

  it('goes to the server that the operator chose by its variable', async () => {
    await call('getThing', { id: 1 }, { serverVariables: { env: 'us' } });
    expect(sent).toEqual([{ target: '/v2/us/things/1', body: '' }]);
  });

  it.each<[string, string, Record<string, unknown>, RegExp]>([
    ['a misspelt name', 'addThing', { fliter: { name: 'a' }, body: {} }, /fliter.*filter/s],
    ['nothing that is known', 'addThing', { wrong: 1 }, /no argument "wrong"; it takes .*Nothing was sent/],
    ['a number that is none', 'getThing', { id: 'seven' }, /id: expected integer, got "seven".*Nothing was sent/],
    ['a value that only the path would take', 'getThing', { id: 1, limit: 'all' }, /limit: expected integer, got "all"/],
    ['an object written as text that is not what is wanted', 'addThing', { body: '{"count":"many"}' }, /body\.count: expected integer, got "many"/],
    ['text that is no object', 'addThing', { body: '{"count":' }, /body: expected object, got "\{\\"count\\":"/],
    ['text of a list where an object is wanted', 'addThing', { body: '[1]' }, /body: expected object, got "\[1\]"/],
    ['an object where a number is wanted', 'getThing', { id: { id: 1 } }, /id: expected integer, got an object with id/],
    ['more than the operation allows', 'getThing', { id: 1, limit: 101 }, /limit.*100/s],
  ])('is refused by name, and nothing is sent: %s', async (_what, name, args, message) => {
    const { isError, text } = await call(name, args);
    expect(isError).toBe(true);
    expect(text).toMatch(message);
    expect(sent).toEqual([]);
  });

  it('never goes to a server of a variable that is not in its list', async () => {
    await expect(call('getThing', { id: 1 }, { serverVariables: { env: 'mars' } })).rejects.toThrow(/env cannot be "mars"; expected one of eu, us/);
    expect(sent).toEqual([]);
  });
});
