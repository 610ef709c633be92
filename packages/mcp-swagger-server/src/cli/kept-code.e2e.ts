import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../testing/until.js';

const packageRoot = fileURLToPath(new URL('../..', import.meta.url));
const bundle = join(packageRoot, 'dist/bundle/cli.cjs');
const document = JSON.stringify({ openapi: '3.1.0', info: { title: 'Kept', version: '1' }, servers: [{ url: 'https://api.example' }], paths: {} });

let folder: string;
let ends: (() => Promise<void>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-code-'));
  for (const path of ['bin', 'dist/bundle', 'cache/mcp-swagger/code']) mkdirSync(join(folder, path), { recursive: true, mode: 0o700 });
  // The same bundle as a Node finds it that did not build it.
  for (const path of ['package.json', 'bin/package.json', 'bin/mcp-swagger-server.js', 'bin/load-bundle.js', 'dist/bundle/cli.cjs', 'dist/bundle/tools.cjs']) copyFileSync(join(packageRoot, path), join(folder, path));
  writeFileSync(join(folder, 'api.json'), document);
});
afterEach(async () => {
  for (const end of ends) await end();
  ends = [];
  rmSync(folder, { recursive: true, force: true });
});

const kept = (): string[] => readdirSync(join(folder, 'cache/mcp-swagger/code')).filter((name) => name.endsWith('.code'));

/** Serves, and resolves when it is ready. */
async function serve(...flags: string[]): Promise<string> {
  const child = spawn(process.execPath, [join(folder, 'bin/mcp-swagger-server.js'), '--openapi', join(folder, 'api.json'), '--port', '0', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], XDG_CACHE_HOME: join(folder, 'cache') },
  });
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  ends.push(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until(() => output.includes('http://') || child.exitCode !== null, 'it is ready');
  return output;
}

describe('a bundle that another Node built', () => {
  it('keeps its code for the next start, where only its user may write', async () => {
    expect(existsSync(bundle)).toBe(true);
    expect(await serve()).toContain('Kept: 0 tools at http://');
    await until(() => kept().length > 0, 'the code is kept');
    const [name = ''] = kept();
    expect(name).toMatch(new RegExp(`^[0-9a-f]{64}\\.${process.version}-${process.arch}\\.code$`));
    const file = join(folder, 'cache/mcp-swagger/code', name);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { mtimeMs, size } = statSync(file);
    expect(size).toBeGreaterThan(100_000);
    expect(await serve()).toContain('Kept: 0 tools at http://');
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
  });

  it('keeps the code of the command that lists tools by itself', () => {
    const list = (): unknown => {
      const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'bin/mcp-swagger-server.js'), 'tools', '--openapi', join(folder, 'api.json'), '--json'], { encoding: 'utf8', env: { XDG_CACHE_HOME: join(folder, 'cache') } });
      expect(stderr).toBe('');
      return JSON.parse(stdout);
    };
    expect(list()).toEqual({ tools: [], warnings: [], skipped: [] });
    const [name = '', ...others] = kept();
    expect([name, ...others]).toEqual([expect.stringMatching(new RegExp(`^[0-9a-f]{64}\\.${process.version}-${process.arch}\\.code$`))]);
    const { mtimeMs } = statSync(join(folder, 'cache/mcp-swagger/code', name));
    expect(list()).toEqual({ tools: [], warnings: [], skipped: [] });
    // Kept again only when V8 did not take it.
    expect(statSync(join(folder, 'cache/mcp-swagger/code', name)).mtimeMs).toBe(mtimeMs);
  });

  it('loads what takes long only for those who use it, when it lists tools', () => {
    const hook = join(folder, 'hook.cjs');
    // stderr is a pipe here, of which a stream needs what Node has of networks.
    writeFileSync(hook, "process.once('exit', () => { const loaded = process.moduleLoadList.join('\\n'); process.stderr.write(loaded); });");
    // Its name is cut, and told from others by a hash.
    writeFileSync(join(folder, 'long.json'), JSON.stringify({ openapi: '3.1.0', info: { title: 'Long', version: '1' }, paths: { '/a': { get: { operationId: 'get'.repeat(30), responses: {} } } } }));
    const { stderr } = spawnSync(process.execPath, ['--require', hook, join(folder, 'bin/mcp-swagger-server.js'), 'tools', '--openapi', join(folder, 'long.json'), '--json', '--no-cache'], { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
    const loaded = stderr.split('\n');
    expect(loaded).toContain('NativeModule vm');
    expect(loaded.filter((name) => /^NativeModule (crypto|perf_hooks|net|http|https|tls|zlib|child_process|worker_threads|fs\/promises)$/.test(name))).toEqual([]);
  });

  it('holds of Zod only what the schemas use', () => {
    const text = readFileSync(join(folder, 'dist/bundle/tools.cjs'), 'latin1');
    expect(text).toContain('ZodDiscriminatedUnion');
    expect(text).not.toContain('ZodTemplateLiteral');
  });

  it('takes away what others left half written an hour ago, and nothing that may still be written', () => {
    const directory = join(folder, 'cache/mcp-swagger/code');
    const [old, young, foreign] = [`${'a'.repeat(64)}.v1-x.code.${randomUUID()}`, `${'a'.repeat(64)}.v1-x.code.${randomUUID()}`, 'notes.txt'];
    for (const name of [old, young, foreign]) writeFileSync(join(directory, name), 'x');
    const before = Date.now() / 1_000 - 2 * 60 * 60;
    for (const name of [old, foreign]) utimesSync(join(directory, name), before, before);
    spawnSync(process.execPath, [join(folder, 'bin/mcp-swagger-server.js'), 'tools', '--openapi', join(folder, 'api.json')], { env: { XDG_CACHE_HOME: join(folder, 'cache') } });
    expect(kept()).toHaveLength(1);
    expect([old, young, foreign].map((name) => existsSync(join(directory, name)))).toEqual([false, true, true]);
  });

  it('starts as well when what is kept cannot be read, as when another process takes it away just then', () => {
    const list = (): unknown[] => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'bin/mcp-swagger-server.js'), 'tools', '--openapi', join(folder, 'api.json'), '--json'], { encoding: 'utf8', env: { XDG_CACHE_HOME: join(folder, 'cache') } });
      return [status, stderr, JSON.parse(stdout)];
    };
    list();
    const file = join(folder, 'cache/mcp-swagger/code', kept()[0] ?? '');
    rmSync(file);
    mkdirSync(file);
    expect(list()).toEqual([0, '', { tools: [], warnings: [], skipped: [] }]);
  });

  it.each(['', 'cache'])('takes an XDG_CACHE_HOME of %j for none, and keeps nothing where it was started', (named) => {
    const { status } = spawnSync(process.execPath, [join(folder, 'bin/mcp-swagger-server.js'), 'tools', '--openapi', join(folder, 'api.json')], { cwd: folder, env: { XDG_CACHE_HOME: named, HOME: join(folder, 'home') } });
    expect(status).toBe(0);
    expect(existsSync(join(folder, 'mcp-swagger'))).toBe(false);
    expect(kept()).toEqual([]);
    expect(readdirSync(join(folder, 'home/.cache/mcp-swagger/code'))).toHaveLength(1);
  });

  it('starts as well from code that is none', async () => {
    await serve();
    await until(() => kept().length > 0, 'the code is kept');
    const file = join(folder, 'cache/mcp-swagger/code', kept()[0] ?? '');
    writeFileSync(file, 'nothing that V8 knows');
    expect(await serve()).toContain('Kept: 0 tools at http://');
    await until(() => statSync(file).size > 100_000, 'the code is kept again');
  });

  it('does not look into a directory that others may write', async () => {
    chmodSync(join(folder, 'cache/mcp-swagger/code'), 0o777);
    expect(await serve()).toContain('Kept: 0 tools at http://');
    // Whatever it keeps, it keeps in two seconds.
    await expect(until(() => kept().length > 0, 'the code is kept', 3_000)).rejects.toThrow();
  });
});
