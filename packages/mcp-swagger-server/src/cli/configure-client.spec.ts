import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { KNOWN_CLIENTS } from 'mcp-swagger-ipc/client-snippet';
import { configureClient } from './configure-client.js';
import { addUpstreamFlags } from './options.js';

function configured(client: string, argv: string[]): ReturnType<typeof configureClient> {
  const command = addUpstreamFlags(new Command('config').exitOverride()).option('--name <name>').option('--url <url>');
  command.parse(argv, { from: 'user' });
  return configureClient(client, command);
}

const PETS = ['--openapi', 'https://api.example/pets.json'];
const SECRET = [...PETS, '--auth', 'bearer', '--token-env', 'PETS_TOKEN'];
const JSON_CLIENTS = Object.keys(KNOWN_CLIENTS).filter((client) => client !== 'codex');

describe('the snippet for a client', () => {
  it.each(JSON_CLIENTS)('is JSON for %s that runs this program over stdio', (client) => {
    const snippet = JSON.parse(configured(client, [...PETS, '--tool-mode', 'search']).snippet) as Record<string, Record<string, { command: string; args: string[] }>>;
    const [servers] = Object.values(snippet);
    const server = servers?.['pets'];
    expect(server?.args.slice(-6)).toEqual(['--openapi', 'https://api.example/pets.json', '--tool-mode', 'search', '--transport', 'stdio']);
    expect(typeof server?.command).toBe('string');
  });

  it.each(Object.keys(KNOWN_CLIENTS))('names the endpoint for %s when a server runs already', (client) => {
    const { snippet } = configured(client, ['--url', 'http://127.0.0.1:3001/mcp', '--name', 'shop']);
    expect(snippet).toContain('http://127.0.0.1:3001/mcp');
    expect(snippet).toContain('shop');
  });

  const url = 'http://127.0.0.1:3000/mcp/shop';
  it.each([
    ['claude-desktop', { mcpServers: { shop: { command: 'npx', args: ['-y', 'mcp-remote', url] } } }],
    ['claude-code', { mcpServers: { shop: { type: 'http', url } } }],
    ['vscode', { servers: { shop: { type: 'http', url } } }],
    ['cursor', { mcpServers: { shop: { url } } }],
    ['windsurf', { mcpServers: { shop: { serverUrl: url } } }],
    ['inspector', { mcpServers: { shop: { type: 'streamable-http', url } } }],
  ])('has the form that %s reads for an endpoint', (client, form) => {
    expect(JSON.parse(configured(client, ['--url', url, '--name', 'shop']).snippet)).toEqual(form);
  });

  const env = (value: string) => ({ env: { PETS_TOKEN: value } });
  const placeholder = env('put the value of PETS_TOKEN here');
  it.each([
    ['claude-desktop', (server: object) => ({ mcpServers: { pets: { ...server, ...placeholder } } })],
    ['claude-code', (server: object) => ({ mcpServers: { pets: { type: 'stdio', ...server, ...env('${PETS_TOKEN}') } } })],
    ['vscode', (server: object) => ({ inputs: [{ type: 'promptString', id: 'PETS_TOKEN', description: 'PETS_TOKEN', password: true }], servers: { pets: { type: 'stdio', ...server, ...env('${input:PETS_TOKEN}') } } })],
    ['cursor', (server: object) => ({ mcpServers: { pets: { ...server, ...env('${env:PETS_TOKEN}') } } })],
    ['windsurf', (server: object) => ({ mcpServers: { pets: { ...server, ...placeholder } } })],
    ['inspector', (server: object) => ({ mcpServers: { pets: { type: 'stdio', ...server, ...placeholder } } })],
  ])('has the form that %s reads for a program with a secret', (client, form) => {
    const args = ['-y', 'mcp-swagger-server', '--openapi', 'https://api.example/pets.json', '--auth', 'bearer', '--token-env', 'PETS_TOKEN', '--transport', 'stdio'];
    expect(JSON.parse(configured(client, SECRET).snippet)).toEqual(form({ command: 'npx', args }));
  });

  it('runs the file of a checkout, also by the link in its node_modules, for no registry has it', () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mcp-swagger-entry-')));
    const [entry = ''] = process.argv.splice(1, 1, join(folder, 'node_modules/entry.js'));
    try {
      writeFileSync(join(folder, 'entry.js'), '');
      mkdirSync(join(folder, 'node_modules'));
      symlinkSync('../entry.js', join(folder, 'node_modules/entry.js'));
      expect(JSON.parse(configured('cursor', PETS).snippet)).toMatchObject({ mcpServers: { pets: { command: process.execPath, args: [join(folder, 'entry.js'), ...PETS, '--transport', 'stdio'] } } });
    } finally {
      process.argv.splice(1, 1, entry);
      rmSync(folder, { recursive: true });
    }
  });

  it('is TOML for Codex', () => {
    const { snippet } = configured('codex', [...SECRET, '--name', 'my pets']);
    expect(snippet).toMatch(/^\[mcp_servers\."my pets"\]\ncommand = ".+"\nargs = \[.*"stdio"\]\nenv_vars = \["PETS_TOKEN"\]$/);
  });

  it.each([
    ['claude-desktop', '"PETS_TOKEN": "put the value of PETS_TOKEN here"'],
    ['claude-code', '"PETS_TOKEN": "${PETS_TOKEN}"'],
    ['cursor', '"PETS_TOKEN": "${env:PETS_TOKEN}"'],
    ['vscode', '"PETS_TOKEN": "${input:PETS_TOKEN}"'],
    ['gemini', '"PETS_TOKEN": "$PETS_TOKEN"'],
  ])('lets %s find a secret without holding it', (client, hint) => {
    const { snippet, advice } = configured(client, SECRET);
    expect(snippet).toContain(hint);
    expect(advice.join('\n')).toContain('reads PETS_TOKEN from its environment');
  });

  it('makes paths absolute, for a client runs it from somewhere else', () => {
    expect(configured('cursor', ['--openapi', 'pets.yaml']).snippet).toContain(JSON.stringify(`${process.cwd()}/pets.yaml`));
  });

  it.each([
    [['--cache', 'kept'], ['--cache', `${process.cwd()}/kept`]],
    [['--no-cache'], ['--no-cache']],
    [[], []],
  ])('says where models are kept as it was told: %j', (argv, written) => {
    const { mcpServers } = JSON.parse(configured('cursor', [...PETS, ...argv]).snippet) as { mcpServers: { pets: { args: string[] } } };
    expect(mcpServers.pets.args.slice(mcpServers.pets.args.indexOf('--openapi'))).toEqual([...PETS, ...written, '--transport', 'stdio']);
  });

  it('leaves the address of a file as it is', () => {
    expect(configured('cursor', ['--openapi', 'file:///srv/pets.yaml']).snippet).toContain('"file:///srv/pets.yaml"');
  });

  it.each([
    ['zed', (snippet: string) => (JSON.parse(snippet) as { context_servers: { pets: { args: string[] } } }).context_servers.pets.args],
    ['codex', (snippet: string) => JSON.parse(/^args = (.*)$/m.exec(snippet)?.[1] ?? '') as string[]],
  ])('holds paths of Windows for %s as they are', (client, argsOf) => {
    const args = ['--openapi', 'C:\\my apis\\new\\pets.yaml', '--env', '\\\\server\\share\\.env'];
    expect(argsOf(KNOWN_CLIENTS[client]?.write('pets', { command: 'C:\\node\\node.exe', args, variables: [] }) ?? '')).toEqual(args);
  });

  it('repeats flags that were repeated', () => {
    const { snippet } = configured('cursor', [...PETS, '--include', 'tag:a', '--include', 'tag:b', '--header', 'A=1', '--allow-private-network']);
    const { args } = (JSON.parse(snippet) as { mcpServers: { pets: { args: string[] } } }).mcpServers.pets;
    expect(args.join(' ')).toContain('--header A=1 --include tag:a --include tag:b --allow-private-network --transport stdio');
  });

  it('warns of a secret that stands in the snippet', () => {
    expect(configured('cursor', [...PETS, '--header', 'X-Api-Key=abc']).advice.join('\n')).toContain('--header-env keeps it out');
  });

  it.each([
    ['cursr', PETS, /did you mean cursor\?/],
    ['cursor', [], /Give --openapi/],
    ['cursor', ['--openapi', '-'], /standard input belongs to MCP/],
    ['cursor', [...PETS, '--overlay', '-'], /standard input belongs to MCP/],
    ['cursor', ['--url', 'nowhere'], /not an address/],
  ])('refuses %s %j', (client, argv, message) => {
    expect(() => configured(client, argv)).toThrow(message);
  });
});
