import { hash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { Command } from 'commander';
import { configurationFromFlags } from './configuration-from-flags.js';
import { addServeFlags, type ServeFlags } from './options.js';
import { serverName } from './model-request.js';

async function configured(argv: string[], environment: NodeJS.ProcessEnv = {}): ReturnType<typeof configurationFromFlags> {
  const command = addServeFlags(new Command('serve').exitOverride().configureOutput({ writeErr: () => {} }));
  command.parse(['--openapi', 'https://api.example/openapi.json', ...argv], { from: 'user' });
  return configurationFromFlags(command.opts<ServeFlags>(), 'sample', environment);
}

it.each([
  [['--port', '0'], { port: 0 }],
  [['-p', '8080', '--host', '0.0.0.0', '-e', '/x'], { port: 8080, host: '0.0.0.0', endpoint: '/x' }],
  [['-t', 'stdio'], { transport: 'stdio' }],
  [['--base-url', 'https://b.example/v1'], { baseUrl: 'https://b.example/v1', outgoing: { allowPrivateNetwork: false, operatorHosts: ['api.example', 'b.example'] } }],
  [['--server-variable', 'region=eu', '--server-variable', 'v=1=2'], { serverVariables: { region: 'eu', v: '1=2' } }],
  [['--header', 'A=1', '--header-env', 'B=VAR'], { headers: { A: '1', B: 'from env' } }],
  [['--auth', 'bearer', '--token-env', 'VAR'], { auth: { type: 'bearer', token: 'from env' } }],
  [['--include', 'tag:a', '--include', 'method:get', '--exclude', 'path:/x/*'], { filters: { include: ['tag:a', 'method:get'], exclude: ['path:/x/*'] } }],
  [['--max-response-bytes', '5', '--timeout', '6', '--retries', '0', '--max-connections', '7', '--idle-timeout', '8'], { limits: { maxResponseBytes: 5, requestTimeoutMs: 6, retries: 0, maxConnections: 7, sessionIdleTimeoutMs: 8 } }],
  [['--max-upstream-calls', '3', '--max-waiting-calls', '0', '--circuit-failures', '4', '--circuit-open', '100'], { limits: { maxUpstreamCalls: 3, maxWaitingCalls: 0, circuitFailures: 4, circuitOpenMs: 100, circuitLongestOpenMs: 1_200 } }],
  [['--allow-private-network'], { outgoing: { allowPrivateNetwork: true } }],
  [['--allowed-host', 'a', '--allowed-host', 'b', '--allowed-origin', 'https://c'], { allowedHosts: ['a', 'b'], allowedOrigins: ['https://c'] }],
  [['--public-url', 'https://mcp.example/pets'], { publicUrl: 'https://mcp.example/pets' }],
  [['--api-key-env', 'KEYS'], { access: { apiKeys: [{ name: 'key-1', sha256: hash('sha256', 'a-long-key') }, { name: 'ann', sha256: hash('sha256', 'another-key') }] } }],
  [['--oauth-issuer', 'https://id.example', '--oauth-audience', 'api://pets', '--oauth-scope', 'a', '--oauth-scope', 'b'], { access: { apiKeys: [], oauth: { issuer: 'https://id.example', audience: 'api://pets', scopes: ['a', 'b'] } } }],
  [['--internal-api-port', '0'], { internalApi: { port: 0 } }],
  [['--redirects', 'any'], { redirects: 'any' }],
  [['--deep-object-lists', 'brackets'], { deepObjectLists: 'brackets' }],
  [['--tool-mode', 'auto', '--tool-budget', '9', '--output-schemas', 'strict'], { toolMode: 'auto', toolBudget: 9, outputSchemas: 'strict' }],
  [['--operation-filter-methods', 'GET,POST', '--operation-filter-status-codes', '200', '--operation-filter-paths', '/a', '--operation-filter-operation-ids', 'x,y', '--operation-filter-parameters', 'id'], { filters: { only: { methods: ['GET', 'POST'], statusCodes: ['200'], paths: ['/a'], operationIds: ['x', 'y'], parameters: ['id'] } } }],
  [['--credential-origin', 'https://b.example'], { credentialOrigins: ['https://b.example'] }],
  [['--log-level', 'debug'], { logLevel: 'debug' }],
  [['--transport', 'sse'], { transport: 'sse' }],
  [['--transport', 'websocket', '--endpoint', '/ws'], { transport: 'websocket', endpoint: '/ws' }],
  [[], { limits: { maxSessionAgeMs: 24 * 3_600_000 } }],
  [['--max-session-age', '9', '--on-limit', 'evict-oldest'], { limits: { maxSessionAgeMs: 9, onLimit: 'evict-oldest' } }],
])('%j', async (argv, expected) => {
  expect(await configured(argv, { VAR: 'from env', KEYS: 'a-long-key,ann:another-key' })).toMatchObject(expected);
});

it.each([
  [['--transport', 'pigeon'], 'transport'],
  [['--endpoint', 'mcp'], 'endpoint'],
  [['--base-url', 'not a url'], 'baseUrl'],
  [['--openapi', '-', '--transport', 'stdio'], 'the standard input belongs to MCP'],
  [['--port', '70000'], 'from 0 to 65535'],
  [['--on-limit', 'panic'], 'reject, evict-oldest'],
  [['--port', 'x'], 'from 0 to 65535'],
  [['--retries', '-1'], 'from 0'],
  [['--header', 'novalue'], 'name=value'],
  [['--watch', '--openapi', '-'], 'cannot be watched'],
  [['--watch', '--overlay', '-'], 'cannot be watched'],
  [['--overlay', '-', '--transport', 'stdio'], 'the standard input belongs to MCP'],
  [['--overlay', '-', '--overlay', '-'], 'one document or one overlay, and 2 were asked for'],
  [['--timeout', '2147483648'], 'from 1 to 2147483647'],
  [['--resource-poll-interval', '2147483648'], 'from 1 to 2147483647'],
  [['--public-url', 'ftp://mcp.example'], 'publicUrl'],
  [['--oauth-issuer', 'id.example'], 'access.oauth.issuer'],
  [['--oauth-issuer', 'https://id.example', '--oauth-scope', 'a b'], 'access.oauth.scopes'],
  [['--oauth-audience', 'x'], '--oauth-audience needs --oauth-issuer'],
  [['--oauth-scope', 'x'], '--oauth-scope needs --oauth-issuer'],
  [['--api-key-env', 'NOBODY'], 'NOBODY, which is not set'],
  [['--internal-api-port', '70000'], 'from 0 to 65535'],
  [['--wach'], 'unknown option'],
])('refuses %j', async (argv, hint) => {
  await expect(configured(argv)).rejects.toThrow(hint);
});

it.each([
  ['./folder/petstore.yaml', 'petstore'],
  ['https://api.example/v1/openapi.json?x=1', 'openapi'],
  ['https://api.example/v3/api-docs/', 'api-docs'],
  ['-', 'stdin'],
])('names the server of %s %s', (openapi, name) => {
  expect(serverName(openapi)).toBe(name);
});
