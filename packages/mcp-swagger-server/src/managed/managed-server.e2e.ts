import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { encodeCommand, type ServerConfigurationInput } from 'mcp-swagger-ipc';
import { CLI, type ManagedChild, managedChild } from '../testing/managed-child.js';
import { beginSession, INITIALIZE, rawRequest, toolCall } from '../testing/raw-http.js';
import { sampleApi, type SampleApi } from '../testing/sample-api.js';
import { until } from '../testing/until.js';

let api: SampleApi;
let children: ManagedChild[] = [];
beforeEach(async () => {
  api = await sampleApi();
});
afterEach(async () => {
  for (const child of children.splice(0)) await child.kill();
  children = [];
  await api.close();
});

function start(configuration: Partial<ServerConfigurationInput> = {}, options?: Parameters<typeof managedChild>[1]): ManagedChild {
  const child = managedChild({ document: { text: api.documentText }, ...configuration }, options);
  children.push(child);
  return child;
}

async function ready(child: ManagedChild): Promise<string> {
  return (await child.message('SERVER_STARTED')).data.endpoint ?? '';
}

it('says where it listens, shows that nobody is connected, and beats', async () => {
  const child = start();
  const started = await child.message('SERVER_STARTED');
  expect(started).toMatchObject({ seq: 1, data: { transport: 'streamable', toolCount: 3, pid: child.process.pid, version: '0.1.0', endpoint: `http://127.0.0.1:${started.data.port}/mcp` } });
  expect((await child.message('CONNECTION_STATS')).data).toMatchObject({ activeConnections: 0, full: true, page: { index: 0, count: 1 }, connections: [] });
  expect((await child.message('HEARTBEAT')).data).toMatchObject({ status: 'healthy', rssBytes: expect.any(Number) });
});

/** Prints in every way that a dependency may, from the moment that our first module is there. */
const STRAY_PRINTS =
  'data:text/javascript,const early=console;setInterval(()=>{if(console===early)return;early.log("an early reference");console.log("the console");process.stdout.write("the stream\\n")},1)';

it('writes nothing but messages on stdout, numbered without a gap', async () => {
  const child = start({ reporting: { statsIntervalMs: 20, heartbeatIntervalMs: 30, batchDelayMs: 5 }, logLevel: 'debug' }, { execArgv: ['--import', STRAY_PRINTS] });
  const endpoint = await ready(child);
  const headers = { 'Mcp-Session-Id': await beginSession(endpoint) };
  await Promise.all(Array.from({ length: 50 }, (_, id) => rawRequest(endpoint, { headers, body: toolCall(id + 1, 'getPet', { id }) })));
  await until(() => child.messages.filter(({ type }) => type === 'CALL').length === 50, 'all calls are told');
  child.send({ command: 'stop' });
  expect(await child.exit).toEqual({ code: 0, signal: null });
  expect(child.strays).toEqual([]);
  for (const way of ['an early reference', 'the console', 'the stream']) expect(child.stderr()).toContain(way);
  expect(child.messages.map(({ seq }) => seq)).toEqual(child.messages.map((_, index) => index + 1));
  expect(child.messages.findLast(({ type }) => type === 'CONNECTION_STATS')?.data).toMatchObject({ messages: { dropped: 0 } });
});

it('tells who comes and goes and what they call', async () => {
  const child = start({ reporting: { statsIntervalMs: 20, batchDelayMs: 5 } });
  const endpoint = await ready(child);
  const sessionId = await beginSession(endpoint, { headers: { 'User-Agent': 'tester/1' } });
  const headers = { 'Mcp-Session-Id': sessionId };
  await rawRequest(endpoint, { headers, body: toolCall(1, 'getPet', { id: 404 }) });
  await rawRequest(endpoint, { method: 'DELETE', headers });
  expect((await child.message('CONNECTION_EVENT', ({ data }) => data.event === 'connected')).data).toMatchObject({ kind: 'session', sessionId, clientInfo: { name: 'raw', userAgent: 'tester/1' } });
  expect((await child.message('CALL')).data).toMatchObject({ tool: 'getPet', sessionId, upstreamStatus: 404, isError: true });
  expect((await child.message('CONNECTION_EVENT', ({ data }) => data.event === 'disconnected')).data).toMatchObject({ sessionId, duration: expect.any(Number) });
  expect((await child.message('CONNECTION_STATS', ({ data }) => !data.full && data.totalConnections === 1 && data.activeConnections === 0)).data.connections).toEqual([]);
});

it('answers questions', async () => {
  const child = start();
  const endpoint = await ready(child);
  const sessionId = await beginSession(endpoint);
  child.send({ command: 'health-check', requestId: 'h1' });
  expect((await child.message('HEALTH')).data).toMatchObject({ requestId: 'h1', status: 'healthy', activeConnections: 1 });
  child.send({ command: 'metrics', requestId: 'm1' });
  expect((await child.message('METRICS')).data).toMatchObject({ requestId: 'm1', toolCount: 3, connections: { active: 1 }, calls: { inFlight: 0 }, events: { evicted: 0 }, origins: [], messages: { dropped: 0 } });
  child.send({ command: 'dry-run', requestId: 'd1', tool: 'getPet', arguments: { id: 7 } });
  expect((await child.message('REQUEST')).data).toMatchObject({ requestId: 'd1', method: 'GET', url: expect.stringMatching(/\/pets\/7$/) });
  child.send({ command: 'dry-run', requestId: 'd2', tool: 'getPet', arguments: {} });
  expect((await child.message('COMMAND_RESULT', ({ data }) => data.requestId === 'd2')).data).toMatchObject({ success: false, code: 'ARGUMENT_INVALID' });
  child.send({ command: 'snapshot', requestId: 's1' });
  expect((await child.message('CONNECTION_STATS', ({ data }) => data.requestId === 's1')).data).toMatchObject({ full: true, connections: [{ sessionId, kind: 'session' }] });
  child.send({ command: 'close-session', requestId: 'c1', sessionId });
  child.send({ command: 'close-session', requestId: 'c2', sessionId });
  expect((await child.message('COMMAND_RESULT', ({ data }) => data.requestId === 'c1')).data).toMatchObject({ success: true });
  expect((await child.message('COMMAND_RESULT', ({ data }) => data.requestId === 'c2')).data).toMatchObject({ success: false, error: expect.stringContaining(sessionId) });
});

it.each([
  ['a path', { path: '/pets/1' }, undefined],
  ['a path that is not there', { path: '/pets/404' }, /404/],
  ['a tool', { tool: 'getPet', arguments: { id: 1 } }, undefined],
  ['a tool that fails', { tool: 'getPet', arguments: { id: 404 } }, /404/],
  ['a tool that there is not', { tool: 'nothing' }, /no tool "nothing"/],
  ['a tool that changes something', { tool: 'createPet' }, /only tools that read/],
] as const)('asks the API behind it for %s, and counts that as no call', async (_, target, error) => {
  const document = JSON.parse(api.documentText) as { paths: Record<string, object> };
  document.paths['/pets'] = { post: { operationId: 'createPet', responses: { 201: { description: 'made' } } } };
  const child = start({ document: { text: JSON.stringify(document) } });
  await ready(child);
  child.send({ command: 'probe-upstream', requestId: 'p', target, timeoutMs: 5_000 });
  expect((await child.message('COMMAND_RESULT')).data).toMatchObject(error === undefined ? { success: true } : { success: false, error: expect.stringMatching(error) });
  child.send({ command: 'metrics', requestId: 'm' });
  expect((await child.message('METRICS')).data.calls).toEqual({ total: 0, failed: 0, inFlight: 0 });
});

it('reads a configuration whose bytes come one by one, in the middle of its characters', async () => {
  const text = api.documentText.replace('"Sample"', '"宠物商店 🐶"');
  const child = start({}, { configure: false });
  const bytes = Buffer.from(encodeCommand({ command: 'configure', configuration: { serverId: 't', name: '服务器', document: { text }, outgoing: { allowPrivateNetwork: true } } }));
  const commands = Buffer.concat([bytes, Buffer.from(encodeCommand({ command: 'health-check', requestId: '问题' }))]);
  for (let at = 0; at < commands.length; at += 1) child.process.stdin?.write(commands.subarray(at, at + 1));
  const endpoint = await ready(child);
  expect((await child.message('HEALTH')).data.requestId).toBe('问题');
  const { text: answer } = await rawRequest(endpoint, { body: { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: '客户', version: '1' } } } });
  expect(answer).toContain('宠物商店 🐶');
  expect((await child.message('CONNECTION_EVENT')).data.clientInfo.name).toBe('客户');
});

it('answers an invalid command with an error and goes on', async () => {
  const child = start();
  await ready(child);
  child.process.stdin?.write('{"command":"dance"}\nnot json at all\n\n');
  await child.message('ERROR', ({ data }) => data.code === 'COMMAND_INVALID' && data.message.includes('invalid command 2'));
  child.send({ command: 'health-check', requestId: 'still here' });
  expect((await child.message('HEALTH')).data.requestId).toBe('still here');
});

it.each([
  ['no JSON', 'hello\n', 'CONFIGURATION'],
  ['another command', encodeCommand({ command: 'health-check', requestId: 'x' }), 'CONFIGURATION'],
  ['a wrong configuration', '{"command":"configure","configuration":{"serverId":"s","name":"n","document":{"text":"x"},"port":"secret-value"}}\n', 'CONFIGURATION'],
  ['a document that is a web page', encodeCommand({ command: 'configure', configuration: { serverId: 's', name: 'n', document: { text: '<!doctype html><html></html>' } } }), 'DOCUMENT_HTML'],
  ['an empty document', encodeCommand({ command: 'configure', configuration: { serverId: 's', name: 'n', document: { text: ' ' } } }), 'DOCUMENT_EMPTY'],
])('ends with 1 and an error when it is given %s', async (_, line, code) => {
  const child = start({}, { configure: false });
  child.process.stdin?.write(line);
  expect(await child.exit).toEqual({ code: 1, signal: null });
  expect(child.messages).toMatchObject([{ type: 'ERROR', data: { code } }]);
  expect(child.stderr()).toMatch(/^error .+$/m);
  expect(JSON.stringify(child.messages) + child.stderr()).not.toContain('secret-value');
});

it('names the port that is taken and ends with 3', async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => {
    blocker.listen(0, '127.0.0.1', resolve);
  });
  const { port } = blocker.address() as AddressInfo;
  const child = start({ port });
  expect(await child.exit).toEqual({ code: 3, signal: null });
  expect(child.messages).toMatchObject([{ type: 'ERROR', data: { code: 'PORT_TAKEN', message: expect.stringContaining(`Port ${port} on 127.0.0.1 is taken`) } }]);

  const flexible = start({ port: 0, preferredPort: port });
  expect((await flexible.message('SERVER_STARTED')).data.port).not.toBe(port);
  await new Promise((resolve) => {
    blocker.close(resolve);
  });
  const again = start({ port: 0, preferredPort: port });
  expect((await again.message('SERVER_STARTED')).data.port).toBe(port);
});

it('leaves when its stdin ends, with the last message out', async () => {
  const child = start();
  const endpoint = await ready(child);
  const sessionId = await beginSession(endpoint);
  child.process.stdin?.end();
  expect(await child.exit).toEqual({ code: 0, signal: null });
  expect(child.messages.at(-1)).toMatchObject({ type: 'CONNECTION_EVENT', data: { event: 'disconnected', sessionId, reason: 'the server stopped' } });
});

it.each([
  ['SIGTERM', (child: ManagedChild) => void child.process.kill('SIGTERM')],
  ['stop', (child: ManagedChild) => child.send({ command: 'stop', graceMs: 10_000 })],
])('lets a call in flight finish on %s, and takes no new one', async (_, ask) => {
  const child = start();
  const endpoint = await ready(child);
  const headers = { 'Mcp-Session-Id': await beginSession(endpoint) };
  const call = rawRequest(endpoint, { headers, body: toolCall(1, 'slow') });
  await api.waiting(1);
  ask(child);
  await until(async () => {
    const refused = await rawRequest(endpoint, { headers, body: toolCall(2, 'getPet', { id: 1 }) }).catch((error: unknown) => error);
    return (refused as { code?: string }).code === 'ECONNREFUSED';
  }, 'the door is closed');
  expect(child.process.exitCode).toBeNull();
  api.release();
  expect((await call).text).toContain('"waited":true');
  expect(await child.exit).toEqual({ code: 0, signal: null });
  // Some of those at the door may have come before the signal did.
  expect(child.messages.flatMap(({ type, data }) => (type === 'CALL' ? [data] : []))).toContainEqual(expect.objectContaining({ tool: 'slow', upstreamStatus: 200 }));
});

it('does not wait longer than its grace for a call that hangs', async () => {
  const child = start();
  const endpoint = await ready(child);
  const headers = { 'Mcp-Session-Id': await beginSession(endpoint) };
  const call = rawRequest(endpoint, { headers, body: toolCall(1, 'slow') }).catch(() => undefined);
  await api.waiting(1);
  child.send({ command: 'stop', graceMs: 50 });
  expect(await child.exit).toEqual({ code: 0, signal: null });
  await call;
});

it('dies with its parent even when its loop is blocked', async () => {
  const block = 'data:text/javascript,process.on("SIGUSR2",()=>{process.stderr.write("BLOCKED");for(;;);})';
  const configure = encodeCommand({ command: 'configure', configuration: { serverId: 's', name: 'n', document: { text: api.documentText } } });
  // The child's stderr is ours: the parent in between must be able to die without it.
  const script = `const{spawn}=require('node:child_process');const c=spawn(process.execPath,['--import',${JSON.stringify(block)},${JSON.stringify(CLI)},'--managed'],{stdio:['pipe','ignore','inherit']});c.stdin.write(${JSON.stringify(configure)});console.log(c.pid)`;
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let pid = 0;
  let stderr = '';
  parent.stdout.on('data', (chunk: Buffer) => (pid = Number(chunk.toString())));
  parent.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await until(() => pid > 0 && stderr.includes('tools at'), 'the child is ready');
  process.kill(pid, 'SIGUSR2');
  await until(() => stderr.includes('BLOCKED'), 'the child is blocked');
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await until(() => !isAlive(pid), 'the child is gone');
});

/** A zombie, dead but not buried by its new parent, is not alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc') || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

it('leaves when nobody reads its messages any more', async () => {
  const child = start();
  await ready(child);
  child.process.stdout?.destroy();
  child.send({ command: 'health-check', requestId: 'unheard' });
  expect(await child.exit).toEqual({ code: 0, signal: null });
});

it('answers its clients while nobody reads its messages, and counts what it had to drop: delivered + dropped = written', async () => {
  const child = start({ limits: { maxConnections: 1 }, reporting: { maxQueueBytes: 64 * 1024 } });
  const endpoint = await ready(child);
  const sessionId = await beginSession(endpoint);
  child.process.stdout?.pause();
  for (let wave = 0; wave < 30; wave += 1) {
    await Promise.all(Array.from({ length: 50 }, () => rawRequest(endpoint, { body: INITIALIZE, headers: { 'User-Agent': 'u'.repeat(300) } })));
  }
  const { text } = await rawRequest(endpoint, { headers: { 'Mcp-Session-Id': sessionId }, body: toolCall(1, 'getPet', { id: 1 }) });
  expect(text).toContain('小狗');
  child.process.stdout?.resume();
  child.send({ command: 'snapshot', requestId: 'how many' });
  const snapshot = await child.message('CONNECTION_STATS', ({ data }) => data.requestId === 'how many');
  const { written, dropped } = snapshot.data.messages;
  expect(dropped).toBeGreaterThan(0);
  expect(written).toBe(snapshot.seq);
  expect(child.messages.indexOf(snapshot) + 1 + dropped).toBe(written);
});

it('puts no secret into messages, logs or its environment', async () => {
  const child = start({ auth: { type: 'bearer', token: 'tok-3f9a77c1-secret' }, headers: { 'X-Api-Key': 'hdr-8812-secret' }, logLevel: 'debug' });
  const endpoint = await ready(child);
  const headers = { 'Mcp-Session-Id': await beginSession(endpoint) };
  expect((await rawRequest(endpoint, { headers, body: toolCall(1, 'getPet', { id: 1 }) })).text).toContain('小狗');
  if (existsSync('/proc')) expect(readFileSync(`/proc/${child.process.pid}/environ`, 'utf8')).not.toContain('-secret');
  child.send({ command: 'stop' });
  await child.exit;
  expect(child.messages.map(({ type }) => type)).toContain('CALL');
  expect(JSON.stringify(child.messages) + child.stderr()).not.toContain('-secret');
});

it('refuses an address with a password in it, and does not repeat it', async () => {
  const child = start({ baseUrl: 'http://user-a:pw-99-secret@127.0.0.1:1/', logLevel: 'debug' });
  await child.exit;
  expect(child.stderr()).toContain('holds a user name');
  expect(JSON.stringify(child.messages) + child.stderr()).not.toContain('-secret');
});
