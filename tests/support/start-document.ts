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
  stop(): Promise<void>;
}

export async function startDocument(): Promise<ServedDocument> {
  let text = '';
  const calls: ServedDocument['calls'] = [];
  const server = createServer((request, response) => {
    if (request.url === '/openapi.json') return void response.writeHead(200, { 'Content-Type': 'application/json' }).end(text);
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
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
