// The product with real servers that can be told to misbehave, and an API behind them that answers at once.
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProduct } from '../scripts/product.js';
import { root } from '../scripts/project.js';

const CLI = join(root, 'packages/mcp-swagger-server/bin/mcp-swagger-server.js');

/** One server for each of `servers`, by what it has besides its document; none is started. Each runs `prelude` before the command line. */
export async function startBenchFleet({ prelude, env = {}, servers }) {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-swagger-fleet-'));
  const upstream = createServer((_request, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"fine":true}'));
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  const script = join(folder, 'child.mjs');
  await writeFile(script, `${prelude}\nprocess.argv[1] = ${JSON.stringify(CLI)};\nawait import(${JSON.stringify(CLI)});\n`);
  const product = await startProduct({ dataDir: join(folder, 'data'), env: { ALLOW_PRIVATE_NETWORK: 'true', MCP_SERVER_SCRIPT_PATH: script, ...env } });
  const stop = async () => {
    await product.stop();
    upstream.close();
    await rm(folder, { recursive: true, force: true });
  };
  const { url } = product;
  const send = async (method, path, body) => (await fetch(url + path, { method, ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }) })).json();
  try {
    const openapiData = { openapi: '3.0.0', info: { title: 'Fleet', version: '1' }, servers: [{ url: `http://127.0.0.1:${upstream.address().port}` }], paths: { '/pets': { get: { operationId: 'listPets', responses: { 200: { description: 'pets' } } } } } };
    const ids = [];
    for (const [index, server] of servers.entries()) ids.push((await send('POST', '/api/servers', { name: `fleet-${index}`, openapiData, ...server })).id);
    return { url, send, ids, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
