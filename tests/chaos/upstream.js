import { once } from 'node:events';
import { createServer } from 'node:http';

/** An API that answers at once, until it is told to reset or to stall. */
export async function startUpstream() {
  let mood = 'well';
  const server = createServer((request, response) => {
    if (mood === 'resets') response.writeHead(200, { 'Content-Length': '1000' }).write('{"half', () => request.socket.destroy());
    else if (mood === 'stalls') setTimeout(() => response.end('{}'), 1_000);
    else response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"fine":true}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    document: { openapi: '3.0.0', info: { title: 'Chaos', version: '1' }, servers: [{ url }], paths: { '/pets': { get: { operationId: 'listPets', responses: { 200: { description: 'pets' } } } } } },
    be: (next) => (mood = next),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
