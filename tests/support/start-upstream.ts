import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived at the upstream. */
export interface Seen {
  method: string;
  url: string;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/** A real HTTP API on loopback, which notes every request and serves its own OpenAPI document. */
export interface Upstream {
  url: string;
  documentUrl: string;
  document: object;
  seen: Seen[];
  stop(): Promise<void>;
}

export async function startUpstream(): Promise<Upstream> {
  const seen: Seen[] = [];
  let document: object = {};
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      if (url === '/openapi.json') return void json(response, 200, document);
      seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      if (url.startsWith('/books/')) return void json(response, 200, { id: url.slice('/books/'.length), title: '红楼梦 📚' });
      if (url.startsWith('/books') && method === 'POST') return void json(response, 201, { id: '8' });
      if (url.startsWith('/books')) return void json(response, 200, [{ id: '7', title: 'Seven' }]);
      return void json(response, 404, { error: `No ${url}` });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  document = booksDocument(url);
  return {
    url,
    documentUrl: `${url}/openapi.json`,
    document,
    seen,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function json(response: import('node:http').ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

function booksDocument(url: string): object {
  const book = { type: 'object', required: ['id'], properties: { id: { type: 'string' }, title: { type: 'string' } } };
  const answers = { '200': { description: 'Fine', content: { 'application/json': { schema: { $ref: '#/components/schemas/Book' } } } } };
  return {
    openapi: '3.0.3',
    info: { title: 'Books', version: '1.2.0' },
    servers: [{ url }],
    paths: {
      '/books': {
        get: { operationId: 'listBooks', parameters: [{ name: 'q', in: 'query', schema: { type: 'string' } }], responses: { '200': { description: 'Fine' } } },
        post: {
          operationId: 'addBook',
          requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/Book' } } } },
          responses: { '201': { description: 'Added' } },
        },
      },
      '/books/{id}': {
        get: { operationId: 'getBook', parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }], responses: answers },
      },
    },
    components: { schemas: { Book: book } },
  };
}
