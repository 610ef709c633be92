import { beforeAll, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import type { World } from './world.js';

const EMPTY = '{"openapi":"3.0.3","info":{"title":"Matrix","version":"1"},"servers":[{"url":"http://api.example.com"}],"paths":{"/x":{"get":{"responses":{"200":{"description":"Fine."}}}}}}';
const INITIALIZE = { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'matrix', version: '1' } } };
const ROLES = ['viewer', 'operator', 'admin'];
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
/** What a right credential would really do here would end the credential itself. */
const SIGNS_OUT = new Set(['/api/auth/logout', '/api/auth/password']);

interface Credential {
  name: string;
  kind?: 'key';
  /** Of a key: its scopes reach the MCP endpoint of the server of the matrix. */
  opensServer?: boolean;
  /** How far it reaches; null: nowhere. */
  role: string | null;
  headers: Record<string, string>;
  /** What it is refused with everywhere, when that is not 401 or 403 by role. */
  refusedWith?: number;
}

/** Every path of the OpenAPI document × every credential: let in just where its role reaches; the gateway and the sockets as well. */
export function authorisation(world: () => World): void {
  let credentials: Credential[];
  let serverId: string;

  beforeAll(async () => {
    const { ask, admin } = world();
    serverId = (JSON.parse((await ask('POST', '/api/servers', admin, { name: 'matrix', openapiData: EMPTY })).text) as { id: string }).id;
    credentials = await makeCredentials(world(), serverId);
  });

  it('every path lets in just those whose role it declares', async () => {
    const { ask, admin, attack, control } = world();
    const { paths } = JSON.parse((await ask('GET', '/api/openapi.json', admin)).text) as { paths: Record<string, Record<string, { 'x-permission'?: string }>> };
    let routes = 0;
    for (const [path, operations] of Object.entries(paths)) {
      for (const method of METHODS.filter((name) => name in operations)) {
        const need = operations[method]?.['x-permission'];
        expect(`${method} ${path} needs ${need}`).toMatch(/needs (public|signed-in|viewer|operator|admin)$/);
        if (need === undefined || need === 'public') continue;
        routes += 1;
        const url = path.replaceAll(/\{[^}]+\}/g, '00000000-0000-4000-8000-000000000000');
        const statuses = await Promise.all(credentials.map(async (credential) => ({ credential, status: await statusOf(world(), method, url, credential, need) })));
        for (const { credential, status } of statuses) {
          if (status === undefined) continue;
          const isRefused = status === 401 || status === 403;
          const may = credential.refusedWith === undefined && reaches(credential.role, need);
          if (may) control('authorisation', `${credential.name} ${method} ${url} → ${status}`, !isRefused);
          else attack('authorisation', `${credential.name} ${method} ${url} → ${status}`, isRefused);
        }
      }
    }
    expect(routes).toBeGreaterThan(40);
  });

  it('the gateway lets in just those whose role or scope reaches the server', async () => {
    const { ask, attack, control } = world();
    for (const credential of credentials) {
      const may = credential.refusedWith === undefined && (credential.kind === 'key' ? credential.opensServer === true : reaches(credential.role, 'operator'));
      for (const path of ['/mcp/matrix', `/mcp/${serverId}`, '/mcp/matrix?x=1', '/mcp/matr%69x']) {
        for (const method of ['POST', 'GET', 'DELETE']) {
          const { status } = await ask(method, path, { Accept: 'application/json, text/event-stream', ...credential.headers }, method === 'POST' ? INITIALIZE : undefined);
          const name = `${credential.name} ${method} ${path} → ${status}`;
          // It does not run, which whoever may come in is told.
          if (may) control('authorisation', name, status !== 401 && status !== 403);
          else attack('authorisation', name, status === 401 || status === 403);
        }
      }
    }
  });

  it('sockets open for those who may read, and for nobody else', async () => {
    const { api, attack, control } = world();
    for (const credential of credentials) {
      const may = credential.refusedWith === undefined && reaches(credential.role, 'viewer');
      for (const namespace of ['', '/monitoring']) {
        const socket = io(api.url + namespace, { transports: ['websocket'], reconnection: false, forceNew: true, extraHeaders: credential.headers });
        const outcome = await new Promise<string>((resolve) => {
          socket.once('connect', () => resolve('connected'));
          socket.once('connect_error', () => resolve('refused'));
        });
        socket.disconnect();
        if (may) control('authorisation', `${credential.name} at socket ${namespace}: ${outcome}`, outcome === 'connected');
        else attack('authorisation', `${credential.name} at socket ${namespace}: ${outcome}`, outcome === 'refused');
      }
    }
  });
}

async function statusOf({ ask }: World, method: string, url: string, { role, headers, refusedWith }: Credential, need: string): Promise<number | undefined> {
  const may = refusedWith === undefined && reaches(role, need);
  // What would be carried out is asked of things that are not there; what has no target is asked only of those who may not.
  if (may && (SIGNS_OUT.has(url) || (method !== 'get' && !url.includes('00000000')))) return undefined;
  if (url.endsWith('/stream') && may) return undefined;
  return (await ask(method.toUpperCase(), url, headers, method === 'get' || method === 'delete' ? undefined : {})).status;
}

function reaches(role: string | null, need: string): boolean {
  if (need === 'signed-in') return true;
  return role !== null && ROLES.indexOf(role) >= ROLES.indexOf(need);
}

async function makeCredentials({ ask, admin }: World, serverId: string): Promise<Credential[]> {
  const password = 'a password of the matrix';
  const made: Credential[] = [];
  for (const role of ROLES) {
    await ask('POST', '/api/users', admin, { name: `matrix-${role}`, password, role });
    const token = JSON.parse((await ask('POST', '/api/auth/login', {}, { name: `matrix-${role}`, password, as: 'token' })).text) as { token: string };
    made.push({ name: `token of ${role}`, role, headers: { Authorization: `Bearer ${token.token}` } });
  }
  const scopes: [string, string | null][] = [['read', 'viewer'], ['operate', 'operator'], ['admin', 'admin'], ['mcp', null], [`mcp:${serverId}`, null], ['mcp:00000000-0000-4000-8000-000000000000', null]];
  for (const [scope, role] of scopes) {
    const { key } = JSON.parse((await ask('POST', '/api/keys', admin, { name: `matrix ${scope}`, scopes: [scope] })).text) as { key: string };
    made.push({ name: `key ${scope}`, kind: 'key', opensServer: scope === 'mcp' || scope === `mcp:${serverId}`, role, headers: { Authorization: `Bearer ${key}` } });
  }
  const first = made[2];
  return [
    ...made,
    { name: 'nobody', role: null, headers: {}, refusedWith: 401 },
    { name: 'a made-up key', role: null, headers: { Authorization: `Bearer mcpsw_${'0'.repeat(38)}` }, refusedWith: 401 },
    { name: 'a token that is not signed', role: null, headers: { Authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzZXNzaW9uIjoieCJ9.' }, refusedWith: 401 },
    { name: 'a made-up cookie', role: null, headers: { Cookie: 'mcp-swagger-session=x' }, refusedWith: 401 },
    { name: 'a foreign page with an admin’s token', role: null, headers: { ...first?.headers, Origin: 'https://evil.test' }, refusedWith: 403 },
  ];
}
