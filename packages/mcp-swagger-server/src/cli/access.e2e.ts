import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { CLI } from '../testing/managed-child.js';
import { beginSession, INITIALIZE, rawRequest } from '../testing/raw-http.js';
import { sampleApi, type SampleApi } from '../testing/sample-api.js';
import { until } from '../testing/until.js';

const KEY = 'key-of-ann-77c1';

let api: SampleApi;
let folder: string;
let file: string;
let child: ChildProcess | undefined;
beforeAll(async () => {
  api = await sampleApi();
  folder = await mkdtemp(join(tmpdir(), 'mcp-access-'));
  file = join(folder, 'sample.json');
  await writeFile(file, api.documentText);
});
afterEach(async () => {
  if (child !== undefined && child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

interface Served {
  stdout(): string;
  stderr(): string;
  /** Resolves with what a pattern finds in what was printed. */
  printed(pattern: RegExp): Promise<string>;
}

function serve(args: string[], env: Record<string, string> = {}): Served {
  const started = spawn(process.execPath, [CLI, '--openapi', file, '--base-url', api.url, '--no-cache', '--port', '0', ...args], { env: { PATH: process.env['PATH'], ...env }, cwd: folder });
  child = started;
  let stdout = '';
  let stderr = '';
  started.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  started.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return {
    stdout: () => stdout,
    stderr: () => stderr,
    printed: async (pattern) => {
      await until(() => pattern.test(stdout + stderr) || started.exitCode !== null, `${pattern} is printed`);
      return pattern.exec(stdout + stderr)?.[1] ?? '';
    },
  };
}

it('warns in one sentence when everybody may call who reaches the machine, and serves all the same', async () => {
  const served = serve(['--host', '0.0.0.0']);
  await beginSession(await served.printed(/tools at (\S+)/));
  expect(served.stderr().match(/^warn .*$/gm)).toEqual([expect.stringMatching(/^warn +Whoever reaches 0\.0\.0\.0 can call every tool: .*--api-key-env.*--oauth-issuer.*127\.0\.0\.1\.$/)]);
});

it('warns of nothing with a key, takes it from the environment and tells it to nobody', async () => {
  const served = serve(['--host', '0.0.0.0', '--api-key-env', 'KEYS', '--log-level', 'debug'], { KEYS: `ann:${KEY}` });
  const endpoint = await served.printed(/tools at (\S+)/);
  expect((await rawRequest(endpoint, { body: INITIALIZE })).status).toBe(401);
  await beginSession(endpoint, { headers: { Authorization: `Bearer ${KEY}` } });
  await until(() => served.stderr().includes('connected'), 'the connection is in the log');
  expect(served.stdout() + served.stderr()).not.toMatch(/warn|key-of-ann/);
});

it('prints where the internal API is', async () => {
  const served = serve(['--internal-api-port', '0']);
  const base = await served.printed(/internal API is at (\S+)/);
  expect(served.stdout()).toMatch(/^Sample: 3 tools at \S+\nThe internal API is at http:\/\/127\.0\.0\.1:\d+\n$/);
  expect(JSON.parse((await rawRequest(`${base}/health`, { method: 'GET' })).text)).toMatchObject({ status: 'healthy', toolCount: 3 });
});

it('has an internal API under stdio too, and prints its address where no MCP is', async () => {
  const served = serve(['--transport', 'stdio', '--internal-api-port', '0']);
  const base = await served.printed(/internal API is at (\S+)/);
  child?.stdin?.write(`${JSON.stringify(INITIALIZE)}\n`);
  await until(() => served.stdout().includes('serverInfo'), 'the server answered');
  expect(JSON.parse((await rawRequest(`${base}/connections`, { method: 'GET' })).text)).toMatchObject({ activeConnections: 1, connections: [{ kind: 'session', serverId: 'cli', clientIP: null, clientInfo: { name: 'raw' } }] });
  expect(served.stdout().split('\n').filter((line) => line !== '').map((line) => (JSON.parse(line) as { jsonrpc: string }).jsonrpc)).toEqual(['2.0']);
});

it.each([
  [['--transport', 'stdio', '--api-key-env', 'KEYS'], 1, 'Under stdio the caller is whoever started the process'],
  [['--oauth-issuer', 'http://id.example'], 1, 'is not https'],
  [['--api-key-env', 'SHORT'], 2, 'has 4 characters; expected at least 8'],
  [['--oauth-scope', 'tools'], 2, '--oauth-scope needs --oauth-issuer'],
])('%j ends with %i and the reason', async (args, code, message) => {
  const served = serve(args, { KEYS: KEY, SHORT: 'abcd' });
  const [exitCode] = (await once(child as ChildProcess, 'close')) as [number];
  expect([exitCode, served.stderr()]).toEqual([code, expect.stringContaining(message)]);
  expect(served.stderr()).not.toMatch(/key-of-ann|abcd/);
});
