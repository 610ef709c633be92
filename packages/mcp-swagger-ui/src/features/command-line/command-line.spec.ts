import { describe, expect, it } from '@jest/globals';
import { addressOf, argumentsOf, commandLine, plainCommand, shellWord } from './command-line';

describe('commandLine', () => {
  it('says no more than it must', () => expect(commandLine({ ...plainCommand, openapi: 'a.yaml' })).toBe('npx mcp-swagger-server --openapi a.yaml --transport stdio'));

  it('leaves the network out where there is none', () => {
    const options = { ...plainCommand, openapi: 'a', port: '3001', host: '0.0.0.0' };
    expect(argumentsOf(options)).toEqual(['--openapi', 'a', '--transport', 'stdio']);
    expect(argumentsOf({ ...options, transport: 'streamable' })).toEqual(['--openapi', 'a', '--port', '3001', '--host', '0.0.0.0']);
  });

  it('repeats what may be repeated, and quotes what a shell would read', () => {
    const line = commandLine({ ...plainCommand, openapi: 'my file.json', include: ['tag:a*', 'method:get'], headers: ["X=it's"], watch: true });
    expect(line).toBe(String.raw`npx mcp-swagger-server --openapi 'my file.json' --transport stdio --include 'tag:a*' --include method:get --header 'X=it'\''s' --watch`);
  });

  it('names the variable of a secret and never a secret', () => {
    expect(argumentsOf({ ...plainCommand, openapi: 'a', auth: 'bearer', tokenEnv: 'TOKEN' })).toEqual(['--openapi', 'a', '--transport', 'stdio', '--auth', 'bearer', '--token-env', 'TOKEN']);
    expect(argumentsOf({ ...plainCommand, openapi: 'a', tokenEnv: 'TOKEN' })).not.toContain('TOKEN');
  });
});

describe('addressOf', () => {
  it.each([
    ['HTTP', { transport: 'streamable' as const }, 'http://127.0.0.1:3001/mcp'],
    ['HTTP of 2024', { transport: 'sse' as const, port: '4000' }, 'http://127.0.0.1:4000/sse'],
    ['a WebSocket', { transport: 'websocket' as const, host: 'api.example', port: '4000' }, 'ws://api.example:4000/mcp'],
    ['all addresses', { transport: 'streamable' as const, host: '0.0.0.0' }, 'http://127.0.0.1:3001/mcp'],
    ['an address with colons', { transport: 'streamable' as const, host: 'fd00::7' }, 'http://[fd00::7]:3001/mcp'],
    ['any free port', { transport: 'streamable' as const, port: '0' }, 'http://127.0.0.1:PORT/mcp'],
  ])('of a server at %s', (_, options, address) => expect(addressOf({ ...plainCommand, ...options })).toBe(address));
});

describe('shellWord', () => {
  it.each([
    ['plain-1.0/x:y', 'plain-1.0/x:y'],
    ['', "''"],
    ['$HOME', "'$HOME'"],
    ['a;rm', "'a;rm'"],
  ])('of %j is %s', (text, word) => expect(shellWord(text)).toBe(word));
});
