import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CLI, managedChild } from '../testing/managed-child.js';
import { INITIALIZE, toolCall } from '../testing/raw-http.js';
import { sampleApi, type SampleApi } from '../testing/sample-api.js';
import { until } from '../testing/until.js';

let api: SampleApi;
let folder: string;
let args: string[];
beforeAll(async () => {
  api = await sampleApi();
  folder = await mkdtemp(join(tmpdir(), 'mcp-stdio-'));
  await writeFile(join(folder, 'sample.json'), api.documentText);
  args = [CLI, '--openapi', join(folder, 'sample.json'), '--transport', 'stdio', '--base-url', api.url];
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

it('ends when its client closes the pipe', async () => {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const closed = new Promise((resolve) => {
    child.once('close', resolve);
  });
  child.stdin.end();
  expect(await closed).toBe(0);
});

/** Prints in every way as soon as the program is loaded, and again and again; it throws where nobody catches when it gets SIGUSR2. */
const NOISE = `const [early, stream] = [console, process.stdout];
process.on('SIGUSR2', () => setImmediate(() => { throw new Error('a crash that nobody catches'); }));
setInterval(() => {
  if (console === early || process.stdout === stream) return;
  early.log('an early console');
  stream.write('an early stream\\n');
  console.log('the console');
  process.stdout.write('the stream\\n');
}, 10);`;

it('lets nothing but MCP out of stdout, whatever prints and however it ends', async () => {
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(NOISE)}`, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.write(`${JSON.stringify(INITIALIZE)}\n${JSON.stringify(toolCall(1, 'getPet', { id: 1 }))}\nno JSON at all\n`);
  const ended = new Promise((resolve) => {
    child.once('close', resolve);
  });
  await until(() => ['"id":0', '"id":1'].every((answer) => stdout.includes(answer)) && stderr.includes('the stream'), 'it answered, and printed');
  child.kill('SIGUSR2');
  expect(await ended).not.toBe(0);
  for (const noise of ['an early console', 'an early stream', 'the console', 'the stream', 'a crash that nobody catches']) expect(stderr).toContain(noise);
  const lines = stdout.trim().split('\n').map((line) => JSON.parse(line) as { jsonrpc: string; id: number | null });
  expect(lines.map(({ jsonrpc, id }) => [jsonrpc, id])).toEqual(expect.arrayContaining([['2.0', 0], ['2.0', 1]]));
  expect(lines.every(({ jsonrpc }) => jsonrpc === '2.0')).toBe(true);
});

it('speaks MCP on the standard pipes and with the API on file descriptor 3', async () => {
  const child = managedChild({ document: { text: api.documentText }, transport: 'stdio' });
  try {
    const started = (await child.message('SERVER_STARTED')).data;
    expect(started).toMatchObject({ transport: 'stdio', toolCount: 3, pid: child.process.pid, version: '0.1.0' });
    expect([started.endpoint, started.port]).toEqual([undefined, undefined]);
    let answers = '';
    child.process.stdout?.on('data', (chunk: Buffer) => (answers += chunk.toString()));
    const say = (message: unknown): void => void child.process.stdin?.write(`${JSON.stringify(message)}\n`);
    say({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'piped', version: '1' } } });
    say({ jsonrpc: '2.0', method: 'notifications/initialized' });
    const { sessionId } = (await child.message('CONNECTION_EVENT')).data;
    say({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'getPet', arguments: { id: 5 } } });
    expect((await child.message('CALL')).data).toMatchObject({ tool: 'getPet', sessionId, upstreamStatus: 200 });
    child.send({ command: 'health-check', requestId: 'over three' });
    expect((await child.message('HEALTH')).data).toMatchObject({ requestId: 'over three', activeConnections: 1 });
    child.process.stdin?.end();
    expect(await child.exit).toEqual({ code: 0, signal: null });
    expect(answers.trim().split('\n').map((line) => (JSON.parse(line) as { id: number }).id)).toEqual([1, 2]);
    expect(child.messages.at(-1)).toMatchObject({ type: 'CONNECTION_EVENT', data: { event: 'disconnected', sessionId } });
    expect(child.strays).toEqual([]);
  } finally {
    await child.kill();
  }
});

it('loads a package late also when the API holds file descriptor 3', async () => {
  const child = managedChild({ document: { text: api.documentText }, transport: 'stdio', toolMode: 'search' });
  try {
    await child.message('SERVER_STARTED');
    const answered = new Promise<string>((resolve) => {
      let answers = '';
      child.process.stdout?.on('data', (chunk: Buffer) => {
        answers += chunk.toString();
        if (answers.split('\n').length > 2) resolve(answers);
      });
    });
    for (const message of [INITIALIZE, toolCall(1, 'search_tools', { query: 'pet' })]) child.process.stdin?.write(`${JSON.stringify(message)}\n`);
    expect(await answered).toContain('getPet');
  } finally {
    await child.kill();
  }
});
