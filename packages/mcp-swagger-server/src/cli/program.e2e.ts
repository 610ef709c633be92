import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CLI } from '../testing/managed-child.js';
import { beginSession, rawRequest, toolCall } from '../testing/raw-http.js';
import { type Outcome, runCli } from '../testing/run-cli.js';
import { sampleApi, type SampleApi } from '../testing/sample-api.js';
import { until } from '../testing/until.js';

let api: SampleApi;
let folder: string;
let file: string;
beforeAll(async () => {
  api = await sampleApi();
  folder = await mkdtemp(join(tmpdir(), 'mcp-cli-'));
  file = join(folder, 'sample.json');
  await writeFile(file, api.documentText);
  await writeFile(join(folder, 'broken.yaml'), 'openapi: 3.0.0\npaths:\n  - [x');
  await writeFile(join(folder, 'page.html'), '<!DOCTYPE html><html><body>Sign in</body></html>');
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

const run = (args: string[], options?: { env?: Record<string, string>; input?: string }): Promise<Outcome> => runCli(folder, args, options);

describe('tools', () => {
  it('prints what a model would see as JSON', async () => {
    const { code, stdout } = await run(['tools', '--openapi', file, '--json']);
    expect(code).toBe(0);
    const { tools, warnings, skipped } = JSON.parse(stdout) as { tools: Record<string, unknown>[]; warnings: unknown[]; skipped: unknown[] };
    expect(tools.map(({ name }) => name)).toEqual(['getPet', 'slow', 'flaky']);
    expect(Object.keys(tools[0] ?? {}).sort()).toEqual(['_meta', 'annotations', 'description', 'inputSchema', 'name', 'outputSchema', 'title']);
    expect([warnings, skipped]).toEqual([[], []]);
  });

  it('reads stdin and obeys filters', async () => {
    const { stdout } = await run(['tools', '--openapi', '-', '--exclude', 'path:/slow', '--include', 'method:get', '--json'], { input: api.documentText });
    expect((JSON.parse(stdout) as { tools: { name: string }[] }).tools.map(({ name }) => name)).toEqual(['getPet', 'flaky']);
  });

  it.each([
    ['a document that is not there', 'nowhere.json', 'there is no such file'],
    ['broken YAML', 'broken.yaml', 'broken.yaml'],
    ['a web page', 'page.html', 'HTML page, not an OpenAPI document'],
  ])('ends with 1 and one clear line for %s', async (_, name, hint) => {
    const { code, stdout, stderr } = await run(['tools', '--openapi', name]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(hint);
    expect(stderr).toMatch(/^error: .+\n$/);
  });
});

describe('call', () => {
  it('calls a tool once', async () => {
    const { code, stdout } = await run(['call', '--openapi', file, '--base-url', api.url, 'getPet', '{"id":5}', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ structuredContent: { path: '/pets/5' }, isError: false, upstreamStatus: 200 });
  });

  it('ends with 1 when the call fails, and prints why', async () => {
    const { code, stdout } = await run(['call', '--openapi', file, '--base-url', api.url, 'getPet', '{"id":404}']);
    expect(code).toBe(1);
    expect(stdout).toContain('404');
  });

  it('prints the request of a dry run without its secrets, and sends nothing', async () => {
    const secrets = { TOKEN: 'tok-secret-1', KEY: 'key-secret-2', TENANT: 'west' };
    const { code, stdout, stderr } = await run(
      ['call', '--openapi', file, '--base-url', 'http://127.0.0.1:1/v1', '--auth', 'bearer', '--token-env', 'TOKEN', '--header-env', 'X-Api-Key=KEY', '--header-env', 'X-Tenant=TENANT', 'getPet', '{"id":9007199254740993}', '--dry-run', '--json'],
      { env: secrets },
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ method: 'GET', url: 'http://127.0.0.1:1/v1/pets/9007199254740993', headers: { authorization: 'Bearer ***' } });
    for (const secret of Object.values(secrets)) expect(stdout).not.toContain(secret);
  });

  it.each([
    ['a tool that does not exist', ['getPett', '{}'], 1, 'did you mean getPet?'],
    ['arguments that are not JSON', ['getPet', '{id:1}'], 2, 'not JSON'],
    ['arguments that are no object', ['getPet', '[1]'], 2, 'must be a JSON object'],
    ['an argument that is not there', ['getPet', '{"ident":1}', '--dry-run'], 1, 'ident'],
  ])('refuses %s', async (_, args, expected, hint) => {
    const { code, stderr } = await run(['call', '--openapi', file, '--base-url', api.url, ...args]);
    expect([code, stderr]).toEqual([expected, expect.stringContaining(hint)]);
  });
});

describe('usage', () => {
  it.each([
    ['no document', [], '--openapi'],
    ['an unknown flag', ['--frobnicate'], 'unknown option'],
    ['a transport that does not exist', ['--openapi', 'x', '--transport', 'pigeon'], 'transport'],
    ['flags that --managed would not read', ['--managed', '--port', '1', '-o', 'x'], 'leave out --openapi, --port'],
    ['a token that is not in the environment', ['--openapi', 'sample.json', '--auth', 'bearer', '--token-env', 'NOPE'], 'NOPE, which is not set'],
  ])('ends with 2 for %s', async (_, args, hint) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(hint);
  });

  it('prints help and version on stdout', async () => {
    expect(await run(['--version'])).toMatchObject({ code: 0, stdout: '0.1.0\n' });
    const { code, stdout } = await run(['serve', '--help']);
    expect(code).toBe(0);
    for (const flag of ['--openapi', '--transport', '--allowed-origin', '--managed']) expect(stdout).toContain(flag);
  });
});

describe('serve', () => {
  it('prints its address, serves, and leaves with 0 on SIGTERM', async () => {
    const child = spawn(process.execPath, [CLI, '--openapi', file, '--port', '0', '--base-url', api.url], { env: { PATH: process.env['PATH'] } });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    const closed = new Promise((resolve) => {
      child.once('close', resolve);
    });
    await until(() => stdout.endsWith('\n'), 'it printed its address');
    const endpoint = /^Sample: 3 tools at (http:\/\/127\.0\.0\.1:\d+\/mcp)\n$/.exec(stdout)?.[1] ?? '';
    const headers = { 'Mcp-Session-Id': await beginSession(endpoint) };
    expect((await rawRequest(endpoint, { headers, body: toolCall(1, 'getPet', { id: 2 }) })).text).toContain('/pets/2');
    child.kill('SIGTERM');
    expect(await closed).toBe(0);
  });

  it('ends with 3 and names the port that is taken', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => {
      blocker.listen(0, '127.0.0.1', resolve);
    });
    const { port } = blocker.address() as AddressInfo;
    expect(await run(['--openapi', file, '--port', String(port)])).toMatchObject({ code: 3, stderr: expect.stringContaining(`Port ${port}`) });
    await new Promise((resolve) => {
      blocker.close(resolve);
    });
  });
});
