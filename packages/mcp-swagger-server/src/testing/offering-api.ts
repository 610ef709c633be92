import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An API whose document offers tools, resources and prompts, and that tells how far it is while it answers. */
export interface OfferingApi {
  url: string;
  documentText: string;
  /** Paths that were asked for. */
  asked: string[];
  /** From now on `/sizes/…` answers something else. */
  change(): void;
  close(): Promise<void>;
}

/** A picture of one transparent pixel. */
export const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

const LONG_LIST = Array.from({ length: 400 }, (_, id) => ({ id, name: `item ${id}` }));

export async function offeringApi(extraOperations = 0): Promise<OfferingApi> {
  const asked: string[] = [];
  let changes = 0;
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    if (path.startsWith('/photos/')) response.writeHead(200, { 'Content-Type': 'image/png' }).end(PIXEL);
    else if (path === '/readme') response.writeHead(200, { 'Content-Type': 'text/markdown' }).end('# 茶 readme');
    else if (path.startsWith('/sizes/')) response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ path, changes }));
    else if (path === '/long') response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(LONG_LIST));
    else if (path === '/work') {
      response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
      response.end('{"progress":1,"total":2,"message":"halfway"}\n{"level":"warning","log":"hot"}\n{"done":true}\n');
    } else if (path.startsWith('/missing')) response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"error":"none"}');
    else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ path }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    documentText: JSON.stringify(documentOf(url, extraOperations)),
    asked,
    change: () => void (changes += 1),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function documentOf(url: string, extraOperations: number): unknown {
  const json = { 200: { description: 'ok', content: { 'application/json': { schema: { type: 'object' } } } } };
  const name = { name: 'name', in: 'path', required: true, schema: { type: 'string' } };
  const extra = Array.from({ length: extraOperations }, (_, index) => [`/extra/${index}`, { get: { operationId: `extra${index}`, summary: `Extra ${index}`, responses: json } }]);
  return {
    openapi: '3.1.0',
    info: { title: 'Offering', version: '1.0.0', description: 'Sells tea.' },
    servers: [{ url }],
    'x-mcp-prompts': [
      {
        name: 'describe_photo',
        description: 'Asks what is on a photo',
        arguments: [{ name: 'photo', required: true }, { name: 'tone' }],
        messages: [
          { text: 'Describe {photo} {tone} with {braces}.' },
          { role: 'user', resource: 'photos://{photo}', as: 'image' },
          { role: 'assistant', resource: 'readme://main' },
        ],
      },
    ],
    paths: {
      '/readme': { get: { operationId: 'readme', summary: 'The readme', responses: { 200: { description: 'ok', content: { 'text/markdown': {} } } }, 'x-mcp-resource': { uri: 'readme://main', name: 'Readme' } } },
      '/photos/{name}': {
        get: { operationId: 'photo', summary: 'A photo', parameters: [name], responses: { 200: { description: 'ok', content: { 'image/png': {} } } }, 'x-mcp-resource': { uriTemplate: 'photos://{name}', name: 'Photo' } },
      },
      '/missing/{name}': { get: { operationId: 'missing', summary: 'Never there', parameters: [name], responses: json, 'x-mcp-resource': { uriTemplate: 'missing://{name}', name: 'Missing' } } },
      '/sizes/{size}': {
        get: {
          operationId: 'size',
          summary: 'A size',
          parameters: [{ name: 'size', in: 'path', required: true, schema: { type: 'string', enum: ['small', 'large'] } }],
          responses: json,
          'x-mcp-resource': { uriTemplate: 'sizes://{size}', name: 'Size' },
        },
      },
      '/long': { get: { operationId: 'long', summary: 'A long list', responses: { 200: { description: 'ok', content: { 'application/json': { schema: { type: 'array', items: { type: 'object' } } } } } } } },
      '/work': { get: { operationId: 'work', summary: 'Tells how far it is', responses: { 200: { description: 'ok', content: { 'application/x-ndjson': {} } } } } },
      ...Object.fromEntries(extra),
    },
  };
}
