import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const CLI = fileURLToPath(new URL('../../bin/mcp-swagger-server.js', import.meta.url));
const GOOD = JSON.stringify({ openapi: '3.0.3', info: { title: 'T', version: '1' }, paths: { '/a': { get: { operationId: 'a' } } } });

const FILES = {
  'good.json': GOOD,
  'empty.yaml': '\n',
  'broken.yaml': 'openapi: 3.0.0\ninfo:\n  title: [a\npaths: {}\n',
  'cut.json': GOOD.slice(0, 60),
  'hole.json': '{\n "openapi": "3.0.0"\n "paths": {}\n}',
  'future.yaml': 'info: {}\nopenapi: 4.0.0\n',
  'events.json': '{"asyncapi": "2.0.0"}',
  'list.json': '[1]',
  'deep.json': `{"openapi":"3.0.0","paths":{"/a":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`,
  // A string that is longer than a stack is deep, where no other may begin.
  'long.json': `{"openapi":"3.0.0","x":"${'x'.repeat(9_000_000)}" "y"}`,
  'overlay.yaml': 'overlay: 1.0.0\ninfo: {title: o, version: "1"}\nactions:\n  - {update: {}}\n',
};

let folder: string;
let web: Server;
let address: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bad-documents-'));
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
  await mkdir(join(folder, 'folder'));
  web = createServer((request, response) => {
    if (request.url === '/page') response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><html></html>');
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => {
    web.listen(0, '127.0.0.1', resolve);
  });
  address = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
});
afterAll(async () => {
  web.close();
  await rm(folder, { recursive: true });
});

async function run(args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [CLI, ...args], { env: { PATH: process.env['PATH'] }, cwd: folder });
  child.stdin.end();
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return { code, stdout, stderr };
}

// What is wrong with which file, where in it, and what to do.
const CASES: [what: string, args: string[], name: string, place: RegExp, remedy: RegExp][] = [
  ['is not there', ['nowhere.json'], 'nowhere.json', /nowhere/, /check the path/],
  ['is a folder', ['folder'], 'folder', /folder/, /give the file in it/],
  ['is empty', ['empty.yaml'], 'empty.yaml', /empty/, /expected an OpenAPI document/],
  ['is broken YAML', ['broken.yaml'], 'broken.yaml', /line 4, column 1/, /Mend it there/],
  ['is JSON that was cut off', ['cut.json'], 'cut.json', /line 1, column \d+/, /Mend it there/],
  ['is JSON without a comma', ['hole.json'], 'hole.json', /line 3, column \d+/, /Mend it there/],
  ['is JSON with a string of millions of letters', ['long.json'], 'long.json', /line 1, column \d+/, /Mend it there/],
  ['declares a version that nobody knows', ['future.yaml'], 'future.yaml', /\(#\/openapi, line 2\)/, /Convert it to one of them/],
  ['describes something else', ['events.json'], 'events.json', /"asyncapi"/, /Give the OpenAPI document/],
  ['is a list', ['list.json'], 'list.json', /a list/, /expected an object/],
  ['nests without end', ['deep.json'], 'deep.json', /deeper than \d+ levels/, /contains itself/],
  ['has an overlay with a wrong action', ['good.json', '--overlay', 'overlay.yaml'], 'overlay.yaml', /\(#\/actions\/0, line 4\)/, /"target" is missing; expected/],
  ['is at an address of another kind', ['ftp://api.test/a.json'], 'ftp://api.test/a.json', /ftp/, /only http and https addresses/],
  ['has a filter that nobody knows', ['good.json', '--include', 'colour:red'], 'colour:red', /colour/, /expected tag/],
];

describe('a document that cannot be used', () => {
  it.each(CASES)('that %s is told in one line, with its place and what to do', async (_what, [document = '', ...rest], name, place, remedy) => {
    const { code, stdout, stderr } = await run(['tools', '--openapi', document, ...rest, '--no-cache']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr).toContain(name);
    expect(stderr).toMatch(place);
    expect(stderr).toMatch(remedy);
    expect(stderr).not.toMatch(/\bat .+:\d+:\d+/);
  });

  it.each([
    ['a page for people', '/page', /HTML page, not an OpenAPI document; give the address of the JSON or YAML file/],
    ['nothing', '/nothing', /answered status 404; expected 200/],
  ])('because its address answers %s is told so', async (_what, path, message) => {
    const { code, stdout, stderr } = await run(['tools', '--openapi', `${address}${path}`, '--no-cache']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr).toMatch(message);
  });

  it.each([
    ['call', ['call', '--openapi', 'future.yaml', 'a', '{}']],
    ['serve', ['--openapi', 'future.yaml', '--port', '0']],
  ])('is told the same to who wants to %s', async (_what, args) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error: [^\n]*\(#\/openapi, line 2\)[^\n]*\n$/);
  });
});
