import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A real HTTP API on loopback whose document may change while it serves; it notes the headers of every call. */
export interface ServedDocument {
  documentUrl: string;
  /** What the document's address answers from now on; an object goes out as JSON. */
  write(document: string | object): void;
  /** A document of this API with one GET operation a name. */
  withOperations(...names: string[]): object;
  calls: { url: string; headers: NodeJS.Dict<string | string[]> }[];
  /** How the document's address was answered, one status a request. */
  looks: number[];
  /** Only a request with this Authorization gets the document from now on. */
  guard(authorization: string): void;
  stop(): Promise<void>;
}

export async function startDocument(): Promise<ServedDocument> {
  let text = '';
  const calls: ServedDocument['calls'] = [];
  const looks: number[] = [];
  let guard: string | undefined;
  const server = createServer((request, response) => {
    if (request.url === '/openapi.json') {
      const etag = `"${createHash('sha256').update(text).digest('hex')}"`;
      const isUnchanged = request.headers['if-none-match'] === etag;
      const status = guard !== undefined && request.headers.authorization !== guard ? 401 : isUnchanged ? 304 : 200;
      looks.push(status);
      return void response.writeHead(status, { 'Content-Type': 'application/json', ETag: etag }).end(status === 200 ? text : undefined);
    }
    calls.push({ url: request.url ?? '', headers: request.headers });
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"fine":true}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    documentUrl: `${url}/openapi.json`,
    write: (document) => (text = typeof document === 'string' ? document : JSON.stringify(document)),
    withOperations: (...names) => ({
      openapi: '3.0.3',
      info: { title: 'Changing', version: String(names.length) },
      servers: [{ url }],
      paths: Object.fromEntries(names.map((name) => [`/${name}`, { get: { operationId: name, responses: { 200: { description: 'Fine.' } } } }])),
    }),
    calls,
    looks,
    guard: (authorization) => (guard = authorization),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
