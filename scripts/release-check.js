// `npm run release:check`: packs mcp-swagger-server as it would be published, installs it in an empty folder, and uses it as a stranger would, under
// Node 20, 22 and 24. With `--this-node` only under the Node that runs.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, install, root, step } from './project.js';

const NODES = ['20', '22', '24'];
const MOST_PACKED_BYTES = 2_500_000;

const LIBRARY = `
import { createMcpServer, loadDocument, toTools } from 'mcp-swagger-server';
const outgoing = { allowPrivateNetwork: true, operatorHosts: [] };
const { tools } = toTools(await loadDocument({ file: 'openapi.yaml' }, { outgoing, allowFiles: true }));
const server = await createMcpServer({ document: { file: 'openapi.yaml' }, allowFiles: true, outgoing });
const headers = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' };
const post = (body, more) => fetch(server.endpoint, { method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify({ jsonrpc: '2.0', ...body }) });
const first = await post({ id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', clientInfo: { name: 'library', version: '1' }, capabilities: {} } });
await first.text();
const call = await post({ id: 2, method: 'tools/call', params: { name: 'getPet', arguments: { petId: 7 } } }, { 'Mcp-Session-Id': first.headers.get('mcp-session-id') });
const { result } = await call.json();
await server.close();
console.log(tools[0].name, result.structuredContent.name, server.connections().length);
`;

const TYPES = `
import { createMcpServer, loadDocument, toTools, type McpServer, type Tool } from 'mcp-swagger-server';
const outgoing = { allowPrivateNetwork: false, operatorHosts: [] };
export const tools: Promise<Tool[]> = loadDocument({ file: 'openapi.yaml' }, { outgoing, allowFiles: true }).then((document) => toTools(document).tools);
export const server: Promise<McpServer> = createMcpServer({ document: { text: '{}' }, port: 0, transport: 'sse', filters: { include: ['tag:a'] }, onConnectionEstablished: ({ sessionId, kind }) => [sessionId.length, kind] });
// @ts-expect-error There is no such transport.
void createMcpServer({ document: { text: '{}' }, transport: 'pigeon' });
`;

const exec = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'mcp-swagger-release-'));
const upstream = createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ id: 7, name: 'Rex', path: request.url }));
});
let code = 0;
try {
  await check();
} catch (error) {
  code = 1;
  process.stderr.write(`${error.stderr ?? ''}${error.stack ?? error}\n`);
} finally {
  upstream.close();
  await rm(folder, { recursive: true, force: true });
}
process.exit(code);

async function check() {
  await install();
  await build();
  const { version } = JSON.parse(await readFile(join(root, 'packages/mcp-swagger-server/package.json'), 'utf8'));
  expect((await readFile(join(root, 'CHANGELOG.md'), 'utf8')).includes(`\n## ${version}`), `CHANGELOG.md has a chapter for ${version}`);

  step('Packing');
  await exec(process.execPath, [join(root, 'packages/mcp-swagger-server/scripts/package.js')]);
  const { stdout } = await exec('npm', ['pack', '--json', '--pack-destination', folder], { cwd: join(root, 'packages/mcp-swagger-server/dist/package') });
  const [packed] = JSON.parse(stdout);
  process.stdout.write(`${packed.filename}: ${packed.files.length} files, ${(packed.size / 1e6).toFixed(2)} MB packed, ${(packed.unpackedSize / 1e6).toFixed(2)} MB unpacked\n`);
  expect(packed.size < MOST_PACKED_BYTES, `the package is no larger than ${MOST_PACKED_BYTES} bytes`);

  step('Installing into an empty folder');
  const place = join(folder, 'stranger');
  await mkdir(place);
  await writeFile(join(place, 'package.json'), '{"private":true,"type":"module"}');
  await exec('npm', ['install', '--no-audit', '--no-fund', join(folder, packed.filename)], { cwd: place });
  const installed = (await readdir(join(place, 'node_modules'))).filter((name) => !name.startsWith('.'));
  expect(installed.join() === 'mcp-swagger-server,zod', `only zod comes along, found ${installed.join(', ')}`);

  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  await writeFile(join(place, 'openapi.yaml'), documentAt(upstream.address().port));
  await writeFile(join(place, 'settings.yaml'), 'openapi: openapi.yaml\nallow-private-network: true\n');
  await writeFile(join(place, 'library.js'), LIBRARY);
  await checkTypes(place);
  for (const node of await nodes()) await checkUnder(node, place, version);
}

/** The programs to try, with the versions that they say. */
async function nodes() {
  if (process.argv.includes('--this-node')) return [process.execPath];
  step(`Fetching Node ${NODES.join(', ')}`);
  return await Promise.all(
    NODES.map(async (major) => {
      const place = join(folder, `node-${major}`);
      await mkdir(place);
      await writeFile(join(place, 'package.json'), '{"private":true}');
      await exec('npm', ['install', '--no-audit', '--no-fund', `node@${major}`], { cwd: place });
      return join(place, 'node_modules/node/bin/node');
    }),
  );
}

async function checkUnder(node, place, version) {
  const { stdout } = await exec(node, ['--version']);
  step(`Using it under Node ${stdout.trim()}`);
  const env = { PATH: process.env.PATH, HOME: folder };
  const run = async (...args) => (await exec(node, ['node_modules/.bin/mcp-swagger-server', ...args], { cwd: place, env })).stdout;

  expect((await run('--version')).trim() === version, '--version tells the version');
  // Twice: the second run finds the code that the first one kept.
  for (const _time of ['first', 'second']) expect(JSON.parse(await run('tools', '--config', 'settings.yaml', '--json')).tools[0].name === 'getPet', 'tools lists the tool, with settings in YAML');
  expect((await run('call', '--config', 'settings.yaml', 'getPet', '{"petId":7}')).includes('Rex'), 'call calls it');
  expect(!(await run('call', '--config', 'settings.yaml', 'getPet', '{"petId":7,"_projection":"name"}')).includes('path'), 'a projection runs in its own process');
  expect((await run('config', 'cursor', '--openapi', 'openapi.yaml')).includes('mcpServers'), 'config prints a snippet');
  for (const transport of ['streamable', 'sse', 'websocket']) await checkServing(node, place, env, transport);
  const { stdout: said } = await exec(node, ['library.js'], { cwd: place, env });
  expect(said.trim() === 'getPet Rex 0', `the library converts, serves and ends, said ${said.trim()}`);
}

/** Serves until the address is printed and answers. */
async function checkServing(node, place, env, transport) {
  const child = spawn(node, ['node_modules/.bin/mcp-swagger-server', '--config', 'settings.yaml', '--port', '0', '--transport', transport], { cwd: place, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const deadline = setTimeout(() => child.kill('SIGKILL'), 30_000);
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    const [address] = /(?:http|ws):\/\/[\d.:]+\/\w+/.exec(said) ?? [];
    if (address === undefined) continue;
    if (transport !== 'websocket') await expectAnswer(address, transport);
    child.kill('SIGTERM');
    break;
  }
  const [exitCode] = await closed;
  clearTimeout(deadline);
  expect(exitCode === 0, `a ${transport} server answers, and ends orderly on SIGTERM (${exitCode})`);
}

async function expectAnswer(address, transport) {
  const initialize = { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', clientInfo: { name: 'stranger', version: '1' }, capabilities: {} } };
  const request = transport === 'sse' ? {} : { method: 'POST', body: JSON.stringify(initialize), headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' } };
  const response = await fetch(address, request);
  expect(response.status === 200, `${transport} answers, with ${response.status}`);
  await response.body.cancel();
}

async function checkTypes(place) {
  step('Checking the types of the library');
  await writeFile(join(place, 'types.ts'), TYPES);
  await exec(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023', '--typeRoots', join(root, 'node_modules/@types'), '--types', 'node', 'types.ts'], { cwd: place }).catch(({ stdout, stderr }) => {
    throw new Error(`The types do not hold:\n${stdout}${stderr}`);
  });
}

function expect(holds, what) {
  if (!holds) throw new Error(`Not so: ${what}.`);
}

function documentAt(port) {
  return `openapi: 3.1.0
info: { title: Pets, version: '1' }
servers: [{ url: 'http://127.0.0.1:${port}' }]
paths:
  /pets/{petId}:
    get:
      operationId: getPet
      parameters: [{ name: petId, in: path, required: true, schema: { type: integer } }]
      responses: { '200': { description: a pet, content: { application/json: { schema: { type: object, properties: { name: { type: string } } } } } } }
`;
}
