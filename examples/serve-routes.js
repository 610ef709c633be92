// A little HTTP API out of a table of routes, for the examples.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const MOST_BYTES = 1024 * 1024;

/**
 * Serves `{'GET /things/{id}': (request) => answer}` on loopback, and the document at /openapi.json. A route gets
 * `{path, query, headers, url, form(), json()}` and answers `{status?, headers?, json?, body?}`; what has no route is answered 404.
 */
export async function serveRoutes(routes, { port, document }) {
  const table = Object.entries(routes).map(([route, answer]) => {
    const [method, template] = route.split(' ');
    const pattern = new RegExp(`^${template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    return { method, pattern, answer };
  });
  const server = createServer((request, response) => {
    answerTo(request).then(
      ({ status = 200, headers = {}, json, body }) => {
        const type = json === undefined ? {} : { 'Content-Type': 'application/json' };
        response.writeHead(status, { ...type, ...headers }).end(json === undefined ? body : JSON.stringify(json));
      },
      (error) => response.writeHead(400, { 'Content-Type': 'application/json' }).end(JSON.stringify({ message: error.message })),
    );
  });

  async function answerTo(request) {
    const { pathname, searchParams } = new URL(request.url, 'http://example');
    if (pathname === '/openapi.json') return { headers: { 'Content-Type': 'application/json' }, body: await readFile(document) };
    for (const { method, pattern, answer } of table) {
      const found = pattern.exec(pathname);
      if (found === null || request.method !== method) continue;
      const bytes = await bodyOf(request);
      const body = new Response(bytes, { headers: { 'Content-Type': request.headers['content-type'] ?? '' } });
      const path = Object.fromEntries(Object.entries(found.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)]));
      return answer({ path, query: searchParams, headers: request.headers, url: `http://${request.headers.host}${pathname}`, form: () => body.formData(), json: () => body.json() });
    }
    return { status: 404, json: { message: `This example has no ${request.method} ${pathname}; it has ${Object.keys(routes).join(', ')}.` } };
  }

  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error) => {
    if (error.code !== 'EADDRINUSE') throw error;
    process.stderr.write(`Port ${port} is taken; UPSTREAM_PORT names another one (0: any that is free).\n`);
    process.exit(3);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bodyOf(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Error(`A body of at most ${MOST_BYTES} bytes was expected.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
