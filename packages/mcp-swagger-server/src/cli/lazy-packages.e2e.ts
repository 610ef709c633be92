import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CLI } from '../testing/managed-child.js';
import { INITIALIZE } from '../testing/raw-http.js';
import { sampleApi, type SampleApi } from '../testing/sample-api.js';

/** What only some runs use. */
const RARE = ['@modelcontextprotocol/sdk', 'chokidar', 'jose', 'jsonata', 'minisearch', 'ws'];

const HOOK = `import { appendFileSync } from 'node:fs'; export const load = (url, context, next) => { appendFileSync(process.env.LOADS, url + '\\n'); return next(url, context); };`;
const REGISTER = `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript;base64,${btoa(HOOK)}`)});`;

let api: SampleApi;
let folder: string;
beforeAll(async () => {
  api = await sampleApi();
  folder = await mkdtemp(join(tmpdir(), 'mcp-lazy-'));
  await writeFile(join(folder, 'sample.json'), api.documentText);
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

/** The rare packages that a server has loaded when it answers. */
async function loaded(...flags: string[]): Promise<string[]> {
  const file = join(folder, `loads-${flags.join('')}`);
  const child = spawn(process.execPath, ['--import', `data:text/javascript;base64,${btoa(REGISTER)}`, CLI, '--openapi', join(folder, 'sample.json'), '--port', '0', '--no-cache', ...flags], { stdio: ['pipe', 'pipe', 'ignore'], env: { PATH: process.env['PATH'], LOADS: file } });
  const over = new Promise((resolve) => {
    child.once('close', resolve);
  });
  child.stdin.write(`${JSON.stringify(INITIALIZE)}\n`);
  await new Promise((resolve) => {
    child.stdout.once('data', resolve);
    child.once('close', resolve);
  });
  child.kill('SIGKILL');
  await over;
  const urls = await readFile(file, 'utf8');
  return RARE.filter((name) => urls.includes(`/node_modules/${name}/`));
}

it.each<[string, string[]]>([
  ['streamable', []],
  ['stdio', []],
  ['websocket', ['ws']],
  ['sse', ['@modelcontextprotocol/sdk']],
])('over %s loads of the rare packages only %j', async (transport, expected) => {
  expect(await loaded('--transport', transport)).toEqual(expected);
});
