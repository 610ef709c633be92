import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { configurationFromFlags } from './configuration-from-flags.js';
import { environmentWith } from './environment.js';
import { applyConfigFile } from './flags-from-file.js';
import { addServeFlags, type ServeFlags } from './options.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mcp-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function flagsOf(argv: string[], environment: NodeJS.ProcessEnv = {}): Promise<ServeFlags> {
  const command = addServeFlags(new Command('serve').exitOverride().configureOutput({ writeErr: () => {} }));
  command.parse(argv, { from: 'user' });
  await applyConfigFile(command, environment);
  return command.opts<ServeFlags>();
}

async function configured(argv: string[], environment: NodeJS.ProcessEnv = {}): ReturnType<typeof configurationFromFlags> {
  const flags = await flagsOf(argv, environment);
  return configurationFromFlags(flags, 'sample', environmentWith(flags.env, environment));
}

describe('--config', () => {
  it('sets every kind of flag, in YAML, by its long name or in camelCase', async () => {
    const path = file(
      'all.yaml',
      [
        'openapi: https://api.example/openapi.json',
        'port: 8080',
        'tool-mode: auto',
        'toolBudget: 5000',
        'allow-private-network: true',
        'include: [tag:pets, "method:get"]',
        'exclude: path:/internal/*',
        'header: { X-Tenant: acme, X-Number: 7 }',
        'operation-filter-methods: [GET, POST]',
        'overlay: https://api.example/overlay.yaml',
      ].join('\n'),
    );
    expect(await configured(['--config', path])).toMatchObject({
      port: 8080,
      toolMode: 'auto',
      toolBudget: 5000,
      outgoing: { allowPrivateNetwork: true },
      filters: { include: ['tag:pets', 'method:get'], exclude: ['path:/internal/*'], only: { methods: ['GET', 'POST'] } },
      headers: { 'X-Tenant': 'acme', 'X-Number': '7' },
    });
  });

  it('loses against the command line', async () => {
    const path = file('port.json', '{"openapi": "https://api.example/a.json", "port": 8080, "host": "0.0.0.0"}');
    expect(await configured(['--config', path, '--port', '0'])).toMatchObject({ port: 0, host: '0.0.0.0' });
  });

  it('looks for files beside itself, and leaves addresses and stdin alone', async () => {
    const path = file('paths.yaml', 'openapi: api/petstore.yaml\noverlay: [fix.yaml, "https://x.example/o.yaml"]\n');
    expect(await flagsOf(['--config', path])).toMatchObject({ openapi: join(folder, 'api/petstore.yaml'), overlay: [join(folder, 'fix.yaml'), 'https://x.example/o.yaml'] });
    expect(await flagsOf(['--config', file('stdin.yaml', 'openapi: "-"')])).toMatchObject({ openapi: '-' });
    expect(await flagsOf(['--config', file('file.yaml', 'openapi: file:///srv/a.yaml')])).toMatchObject({ openapi: 'file:///srv/a.yaml' });
  });

  it.each([
    ['cache: kept', () => join(folder, 'kept')],
    ['cache: false', () => false],
    ['cache: true', () => true],
    ['no-cache: true', () => false],
    ['noCache: false', () => true],
  ])('says where models are kept, or that they are not: %s', async (text, cache) => {
    expect((await flagsOf(['--config', file('cache.yaml', text)])).cache).toBe(cache());
    expect((await flagsOf(['--config', file('cache.yaml', text), '--cache', '/given'])).cache).toBe('/given');
  });

  it('fills in environment variables', async () => {
    const path = file('variables.yaml', 'openapi: https://${HOST_NAME}/a.json\nheader: { Authorization: "Bearer ${TOKEN}" }\n');
    expect(await configured(['--config', path], { HOST_NAME: 'api.example', TOKEN: 't-1' })).toMatchObject({ headers: { Authorization: 'Bearer t-1' } });
  });

  it.each([
    ['a flag that is not known', 'prot: 1', /sets "prot", which serve does not know; did you mean port\?/],
    ['a number where true is meant', 'allow-private-network: 1', /allow-private-network must be true or false/],
    ['a port that is none', 'port: 70000', /port: It must be a whole number/],
    ['a mode that is none', 'tool-mode: some', /tool-mode must be one of all, search, auto/],
    ['a list where names are meant', 'header: [a]', /header must be an object/],
    ['an object where text is meant', 'host: { a: 1 }', /host must be text/],
    ['a variable that is not set', 'host: ${NOWHERE}', /host names the environment variable NOWHERE, which is not set/],
    ['broken YAML', 'port: [', /line \d+, column \d+/],
    ['a list at the top', '- port', /must hold an object/],
    ['what only the command line says', 'managed: true', /does not know/],
  ])('refuses %s', async (_, text, message) => {
    await expect(configured(['--config', file('wrong.yaml', text)])).rejects.toThrow(message);
  });

  it.each([
    ['a file of more bytes than a megabyte, however few characters they are', () => file('large.yaml', `name: ${'茶'.repeat(400_000)}`)],
    // It has no end.
    ['a device', () => '/dev/zero'],
  ])('refuses %s', async (_, path) => {
    await expect(configured(['--config', path()])).rejects.toThrow(/is larger than 1048576 bytes/);
  });

  it('says when there is no such file', async () => {
    await expect(configured(['--config', join(folder, 'nowhere.yaml')])).rejects.toThrow(/there is no such file/);
  });
});

describe('--env', () => {
  it('gives variables to --token-env, and what is set already wins', async () => {
    const path = file('.env', '# comment\nTOKEN="from file"\nOTHER=unused\n');
    const argv = ['--openapi', 'https://api.example/a.json', '--env', path, '--auth', 'bearer', '--token-env', 'TOKEN'];
    expect((await configured(argv)).auth).toEqual({ type: 'bearer', token: 'from file' });
    expect((await configured(argv, { TOKEN: 'from environment' })).auth).toEqual({ type: 'bearer', token: 'from environment' });
  });
});

describe('--credentials', () => {
  const base = ['--openapi', 'https://api.example/a.json', '--credentials'];

  it('names credentials by security scheme', async () => {
    const path = file('credentials.yaml', 'appKey: { type: apikey, value: "${KEY}" }\nlogin: { type: basic, username: ann, password: pw }\n');
    expect((await configured([...base, path], { KEY: 'k-1' })).credentials).toEqual({ appKey: { type: 'apikey', value: 'k-1' }, login: { type: 'basic', username: 'ann', password: 'pw' } });
  });

  it('names what is wrong, and never a value', async () => {
    const path = file('wrong-credentials.yaml', 'appKey: { type: bearer, tokn: very-secret-value }\n');
    const message = await configured([...base, path]).catch(String);
    expect(message).toMatch(/appKey\.token/);
    expect(message).not.toMatch(/very-secret-value/);
  });

  it('tells the place of broken YAML, and not its text', async () => {
    const message = await configured([...base, file('broken.yaml', 'appKey: { type: bearer, token: "very-secret-value\n')]).catch(String);
    expect(message).toMatch(/neither valid JSON nor YAML, line/);
    expect(message).not.toMatch(/very-secret-value/);
  });
});
