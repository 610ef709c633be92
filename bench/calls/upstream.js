// The API behind every server that is measured: one pet, at once. Prints its address.
import { createServer } from 'node:http';

const HEADERS = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };

const server = createServer((request, response) => {
  const id = Number(/^\/pets\/(\d+)/.exec(request.url)?.[1]);
  const body = JSON.stringify({ id, name: 'Rex', status: 'available', tags: ['small', 'brown'], owner: { name: 'Ada', city: 'London' }, weightKg: 7.5 });
  response.writeHead(Number.isNaN(id) ? 404 : 200, { ...HEADERS, 'Content-Length': Buffer.byteLength(body) }).end(body);
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
