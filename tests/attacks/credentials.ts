import type { World } from './world.js';

const ROLES = ['viewer', 'operator', 'admin'];

/** Something to prove oneself with, or to try to. */
export interface Credential {
  name: string;
  kind?: 'key';
  /** Of a key: its scopes reach the MCP endpoint of the server of the matrix. */
  opensServer?: boolean;
  /** How far it reaches; null: nowhere. */
  role: string | null;
  headers: Record<string, string>;
  /** What it is refused with everywhere, when that is not 401 or 403 by role. */
  refusedWith?: number;
  /** The same of all that is not read. */
  changesRefusedWith?: number;
}

/** Whether a credential is let in where somebody is wanted who reaches so far. */
export function mayUse({ role, refusedWith, changesRefusedWith }: Credential, method: string, need: string): boolean {
  return refusedWith === undefined && (changesRefusedWith === undefined || method === 'get') && reaches(role, need);
}

function reaches(role: string | null, need: string): boolean {
  if (need === 'signed-in') return true;
  return role !== null && ROLES.indexOf(role) >= ROLES.indexOf(need);
}

/** One of each kind and role, and what is none. `serverId`: of the server that one of the keys opens. */
export async function makeCredentials({ ask, admin }: World, serverId: string): Promise<Credential[]> {
  const password = 'a password of the matrix';
  const made: Credential[] = [];
  for (const role of ROLES) {
    await ask('POST', '/api/users', admin, { name: `matrix-${role}`, password, role });
    const token = JSON.parse((await ask('POST', '/api/auth/login', {}, { name: `matrix-${role}`, password, as: 'token' })).text) as { token: string };
    made.push({ name: `token of ${role}`, role, headers: { Authorization: `Bearer ${token.token}` } });
  }
  for (const role of ROLES) {
    const response = await ask('POST', '/api/auth/login', {}, { name: `matrix-${role}`, password });
    const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
    const { csrfToken } = JSON.parse(response.text) as { csrfToken: string };
    made.push({ name: `session of ${role}`, role, headers: { Cookie: cookie, 'X-CSRF-Token': csrfToken } });
    made.push({ name: `password of ${role}`, role, headers: { Authorization: `Basic ${Buffer.from(`matrix-${role}:${password}`).toString('base64')}` } });
    // What a page could make a browser send: it reads nothing of the answer, and changes nothing.
    if (role === 'admin') made.push({ name: 'session of admin without its token', role, headers: { Cookie: cookie }, changesRefusedWith: 403 });
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
