// Runs the bundle as it will be run, and keeps the code that V8 made of it on the way: for servers, managed and by themselves, and for the command that lists tools.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import loader from '../bin/load-bundle.js';
import { exampleDocument } from './example-document.js';

const { bundleFor, codeFile, runScript } = loader;
const bundle = bundleFor(process.argv[2], fileURLToPath(new URL('../dist/bundle', import.meta.url)));
const source = readFileSync(bundle, 'latin1');

// A command ends its process, so that it has one of its own.
if (process.argv[2] === 'tools') keepAtExit();
else await keepOfServers();

/** Lists the tools that stdin describes. */
function keepAtExit() {
  process.argv.splice(2, Infinity, 'tools', '--openapi', '-', '--json', '--no-cache');
  const script = runScript(bundle, source);
  process.once('exit', () => writeFileSync(codeFile(bundle), script.createCachedData()));
}

async function keepOfServers() {
  const api = createServer((_request, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"id":1}'));
  await once(api.listen(0, '127.0.0.1'), 'listening');
  const operation = {
    operationId: 'getPet',
    parameters: [{ name: 'petId', in: 'path', required: true, schema: { type: 'integer' } }],
    responses: { 200: { description: 'a pet', content: { 'application/json': { schema: { type: 'object', properties: { id: { type: 'integer' } } } } } } },
  };
  const document = JSON.stringify({ openapi: '3.1.0', info: { title: 'Pets', version: '1' }, servers: [{ url: `http://127.0.0.1:${api.address().port}` }], paths: { '/pets/{petId}': { get: operation } } });
  const configure = JSON.stringify({ v: 1, command: 'configure', configuration: { serverId: 'code', name: 'code', document: { text: document }, outgoing: { allowPrivateNetwork: true } } });
  await served(['--managed'], `${configure}\n`);
  const script = await served(['--openapi', '-', '--port', '0', '--no-cache', '--allow-private-network'], document);
  writeFileSync(codeFile(bundle), script.createCachedData());
  execFileSync(process.execPath, [fileURLToPath(import.meta.url), 'tools'], { input: JSON.stringify(exampleDocument()), stdio: ['pipe', 'ignore', 'inherit'], timeout: 60_000 });
  process.exit(0);
}
/** Runs the bundle once with pipes of its own, and calls it. The script is the same one each time, so what was compiled for one run is there in the next. */
async function served(argv, input) {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  Object.defineProperty(process, 'stdin', { configurable: true, value: stdin });
  Object.defineProperty(process, 'stdout', { configurable: true, value: stdout });
  process.argv.splice(2, Infinity, ...argv);
  const address = once(addresses(stdout), 'address');
  const loaded = runScript(bundle, source);
  if (argv.includes('--managed')) stdin.write(input);
  else stdin.end(input);
  const [url] = await address;
  const client = { clientInfo: { name: 'code', version: '1' }, capabilities: {} };
  const sessionId = await post(url, {}, { id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', ...client } });
  const call = { name: 'getPet', arguments: { petId: 1 } };
  await post(url, { 'Mcp-Session-Id': sessionId }, { id: 2, method: 'tools/call', params: call });
  const envelope = { protocolVersion: '2026-07-28', clientInfo: client.clientInfo, clientCapabilities: {} };
  const _meta = Object.fromEntries(Object.entries(envelope).map(([name, value]) => [`io.modelcontextprotocol/${name}`, value]));
  await post(url, { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'tools/call', 'Mcp-Name': 'getPet' }, { id: 3, method: 'tools/call', params: { ...call, _meta } });
  await leave(url, sessionId);
  return loaded;
}

/** Tells the address of the endpoint when it is printed or reported. */
function addresses(stdout) {
  let text = '';
  return stdout.on('data', (chunk) => {
    text += chunk;
    const found = /(http:\/\/[\d.:]+\/mcp)/.exec(text);
    if (found !== null) stdout.emit('address', found[1]);
  });
}

/** Ends a session, so that the first client who leaves a server waits for no compiler either. */
async function leave(url, sessionId) {
  const outgoing = request(url, { method: 'DELETE', headers: { 'Mcp-Session-Id': sessionId } });
  outgoing.end();
  const [response] = await once(outgoing, 'response');
  response.resume();
  if (response.statusCode !== 200) throw new Error(`The end of the session was answered ${response.statusCode}.`);
}

/** Sends one message, and gives the session that it began. Rejects when it did not succeed. */
async function post(url, headers, message) {
  const outgoing = request(url, { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers } });
  outgoing.end(JSON.stringify({ jsonrpc: '2.0', ...message }));
  const [response] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  if (response.statusCode !== 200 || /"isError":true|"error":/.test(text)) throw new Error(`${message.method} was answered ${response.statusCode}: ${text}`);
  return response.headers['mcp-session-id'];
}
