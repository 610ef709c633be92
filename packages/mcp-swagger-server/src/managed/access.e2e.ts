import { hash } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { ServerConfigurationInput } from 'mcp-swagger-ipc';
import { type ManagedChild, managedChild } from '../testing/managed-child.js';
import { beginSession, INITIALIZE, rawRequest } from '../testing/raw-http.js';
import { sampleApi, type SampleApi } from '../testing/sample-api.js';

const KEY = 'key-of-ann-77c1';
const TOKEN = 'internal-token-0123456789';
const access = { apiKeys: [{ name: 'ann', sha256: hash('sha256', KEY) }] };

let api: SampleApi;
let child: ManagedChild;
beforeEach(async () => {
  api = await sampleApi();
});
afterEach(async () => {
  await child.kill();
  await api.close();
});

function start(configuration: Partial<ServerConfigurationInput>): void {
  child = managedChild({ document: { text: api.documentText }, logLevel: 'debug', ...configuration });
}

it('lets in who has a key, tells whose it was, and says where its internal API is', async () => {
  start({ access, internalApi: { token: TOKEN } });
  const { endpoint = '', internalPort } = (await child.message('SERVER_STARTED')).data;
  expect((await rawRequest(endpoint, { body: INITIALIZE })).status).toBe(401);
  const sessionId = await beginSession(endpoint, { headers: { 'X-API-Key': KEY } });
  expect((await child.message('CONNECTION_EVENT')).data).toMatchObject({ event: 'connected', sessionId, clientInfo: { name: 'raw', subject: 'ann' } });
  const connections = `http://127.0.0.1:${internalPort}/connections`;
  expect((await rawRequest(connections, { method: 'GET' })).status).toBe(401);
  expect(JSON.parse((await rawRequest(connections, { method: 'GET', headers: { Authorization: `Bearer ${TOKEN}` } })).text)).toMatchObject({ connections: [{ sessionId, serverId: 'test', clientInfo: { subject: 'ann' } }] });
  expect(JSON.stringify(child.messages) + child.stderr()).not.toMatch(new RegExp(`${KEY}|${TOKEN}`));
});

it('changes who may call with a reload, and sessions stay', async () => {
  start({ access });
  const { endpoint = '' } = (await child.message('SERVER_STARTED')).data;
  const sessionId = await beginSession(endpoint, { headers: { 'X-API-Key': KEY } });
  const renewed = 'key-of-ann-99ff';
  const configuration: ServerConfigurationInput = { serverId: 'test', name: 'test', document: { text: api.documentText }, logLevel: 'debug', access: { apiKeys: [{ name: 'ann', sha256: hash('sha256', renewed) }] }, outgoing: { allowPrivateNetwork: true } };
  child.send({ command: 'reload', requestId: 'r', configuration });
  expect((await child.message('COMMAND_RESULT')).data).toMatchObject({ success: true });
  const ping = async (key: string): Promise<number> => (await rawRequest(endpoint, { headers: { 'X-API-Key': key, 'Mcp-Session-Id': sessionId }, body: { jsonrpc: '2.0', id: 1, method: 'ping' } })).status;
  expect([await ping(KEY), await ping(renewed)]).toEqual([401, 200]);
});

it('says by name that its internal API changes with a restart only', async () => {
  start({ access });
  await child.message('SERVER_STARTED');
  child.send({ command: 'reload', requestId: 'r', configuration: { serverId: 'test', name: 'test', document: { text: api.documentText }, logLevel: 'debug', access, internalApi: {}, outgoing: { allowPrivateNetwork: true } } });
  expect((await child.message('COMMAND_RESULT')).data).toMatchObject({ success: false, error: 'internalApi cannot change while the process runs; restart it for that.' });
});

it('does not start over stdio with rules that nobody would keep', async () => {
  start({ transport: 'stdio', access });
  expect(await child.exit).toEqual({ code: 1, signal: null });
  expect(child.messages).toMatchObject([{ type: 'ERROR', data: { code: 'CONFIGURATION', message: expect.stringContaining('Under stdio') } }]);
});

it('tells when the issuer of its callers cannot be asked', async () => {
  start({ access: { oauth: { issuer: 'http://127.0.0.1:1' } } });
  await child.message('SERVER_STARTED');
  expect((await child.message('ERROR')).data).toMatchObject({ code: 'ISSUER', message: expect.stringContaining('connection was refused') });
});
