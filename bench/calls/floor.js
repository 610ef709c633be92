// The least that anybody must do: read a request, parse it, call the API over kept connections, and answer as JSON-RPC. Prints its address.
import { createServer } from 'node:http';
import { Pool } from 'undici';

const pool = new Pool(process.argv[2], { connections: 64 });

async function call({ id, params }) {
  const answer = await pool.request({ method: 'GET', path: `/pets/${params.arguments.petId}`, headers: { accept: 'application/json' } });
  const text = await answer.body.text();
  return JSON.stringify({ result: { content: [{ type: 'text', text }], structuredContent: JSON.parse(text) }, jsonrpc: '2.0', id });
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    call(JSON.parse(Buffer.concat(chunks).toString('utf8'))).then(
      (body) => response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }).end(body),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}/mcp\n`));
