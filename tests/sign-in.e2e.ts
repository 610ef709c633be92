import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import type { ProblemBody } from './support/bodies.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { until } from './support/until.js';

const password = 'a password that is long enough';
const other = 'another password, long enough too';
let api: RunningApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

interface Answer<T> {
  status: number;
  body: T;
  headers: Headers;
}

async function ask<T = ProblemBody>(method: string, path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Answer<T>> {
  const response = await fetch(api.url + path, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as T, headers: response.headers };
}

interface Login {
  user: { id: string; name: string; role: string };
  csrfToken: string;
  token: string;
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

async function tokenOf(name: string, secret = password): Promise<string> {
  const { body } = await ask<Login>('POST', '/api/auth/login', {}, { name, password: secret, as: 'token' });
  return body.token;
}

async function browserOf(name: string, secret = password): Promise<{ Cookie: string; 'X-CSRF-Token': string; setCookie: string }> {
  const { body, headers } = await ask<Login>('POST', '/api/auth/login', {}, { name, password: secret });
  const setCookie = headers.get('set-cookie') ?? '';
  return { Cookie: setCookie.split(';')[0] ?? '', 'X-CSRF-Token': body.csrfToken, setCookie };
}

describe('Before there is anybody', () => {
  it('this machine is admin, and no key can be made that would lock it out', async () => {
    expect((await ask('GET', '/api/auth/me')).body).toMatchObject({ kind: 'local', role: 'admin' });
    expect((await ask('GET', '/api/auth/methods')).body).toEqual({ required: false, password: false, oidc: null });
    expect((await ask('POST', '/api/keys', {}, { name: 'first', scopes: ['mcp'] })).body.code).toBe('ADMIN_NEEDED');
  });

  it('the first user must be an admin', async () => {
    expect((await ask('POST', '/api/users', {}, { name: 'vera', password, role: 'viewer' })).body.code).toBe('ADMIN_NEEDED');
    expect((await ask('POST', '/api/users', {}, { name: 'ann', password: 'short', role: 'admin' })).body.detail).toContain('password');
    expect((await ask('POST', '/api/users', {}, { name: 'Ann', password, role: 'admin' })).body).toMatchObject({ name: 'ann', role: 'admin' });
  });
});

describe('Once there is a user', () => {
  it('everybody has to sign in, also at this machine', async () => {
    expect((await ask('GET', '/api/servers')).status).toBe(401);
    expect((await ask('GET', '/api/auth/methods')).body).toEqual({ required: true, password: true, oidc: null });
  });

  it('a wrong password and an unknown name are told the same', async () => {
    const wrong = await ask('POST', '/api/auth/login', {}, { name: 'ann', password: other });
    const unknown = await ask('POST', '/api/auth/login', {}, { name: 'nobody', password: other });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'LOGIN_FAILED' } });
    expect(unknown.body.detail).toBe(wrong.body.detail);
  });

  it('a session’s cookie is for our pages only', async () => {
    const { setCookie, ...browser } = await browserOf('ann');
    expect(setCookie).toMatch(/HttpOnly/);
    expect(setCookie).toMatch(/SameSite=Strict/);
    const me = await ask<{ name: string; csrfToken: string }>('GET', '/api/auth/me', { Cookie: browser.Cookie });
    expect(me.body).toMatchObject({ name: 'ann', csrfToken: browser['X-CSRF-Token'] });
  });

  it('a page that rides on the cookie can change nothing', async () => {
    const { Cookie, 'X-CSRF-Token': token } = await browserOf('ann');
    const body = { name: 'vera', password, role: 'viewer' };
    expect((await ask('POST', '/api/users', { Cookie }, body)).body.code).toBe('CSRF_REFUSED');
    expect((await ask('POST', '/api/users', { Cookie, 'X-CSRF-Token': 'x' }, body)).body.code).toBe('CSRF_REFUSED');
    expect((await ask('POST', '/api/users', { Cookie, 'X-CSRF-Token': token, Origin: 'https://evil.test' }, body)).body.code).toBe('ORIGIN_REFUSED');
    expect((await ask('POST', '/api/users', { Cookie, 'X-CSRF-Token': token }, body)).status).toBe(201);
  });

  it('who signed out is out', async () => {
    const { setCookie: _, ...browser } = await browserOf('ann');
    expect((await ask('GET', '/api/servers', browser)).status).toBe(200);
    expect((await ask('POST', '/api/auth/logout', browser)).status).toBe(204);
    expect((await ask('GET', '/api/servers', browser)).status).toBe(401);
    const token = await tokenOf('ann');
    expect((await ask('POST', '/api/auth/logout', bearer(token))).status).toBe(204);
    expect((await ask('GET', '/api/servers', bearer(token))).status).toBe(401);
  });

  it('roles reach as far as they say', async () => {
    const viewer = bearer(await tokenOf('vera'));
    expect((await ask('GET', '/api/servers', viewer)).status).toBe(200);
    expect((await ask('POST', '/api/servers/none/start', viewer)).body.code).toBe('FORBIDDEN');
    expect((await ask('GET', '/api/users', viewer)).body.code).toBe('FORBIDDEN');
    expect((await ask('POST', '/api/keys', viewer, { name: 'mine', scopes: ['admin'] })).body.code).toBe('FORBIDDEN');
  });

  it('a new password signs out everywhere', async () => {
    const token = bearer(await tokenOf('vera'));
    expect((await ask('POST', '/api/auth/password', token, { current: other, next: other })).body.code).toBe('LOGIN_FAILED');
    expect((await ask('POST', '/api/auth/password', token, { current: password, next: other })).status).toBe(204);
    expect((await ask('GET', '/api/servers', token)).status).toBe(401);
    expect((await ask('GET', '/api/servers', bearer(await tokenOf('vera', other)))).status).toBe(200);
  });

  it('who is disabled is out at once, and may come back', async () => {
    const admin = bearer(await tokenOf('ann'));
    const { users } = (await ask<{ users: { id: string; name: string }[] }>('GET', '/api/users', admin)).body;
    const vera = users.find(({ name }) => name === 'vera')?.id;
    const token = bearer(await tokenOf('vera', other));
    expect((await ask('PATCH', `/api/users/${vera}`, admin, { disabled: true })).status).toBe(200);
    expect((await ask('GET', '/api/servers', token)).status).toBe(401);
    expect((await ask('POST', '/api/auth/login', {}, { name: 'vera', password: other })).body.code).toBe('LOGIN_FAILED');
    expect((await ask('PATCH', `/api/users/${vera}`, admin, { disabled: false, role: 'operator' })).body).toMatchObject({ role: 'operator' });
  });

  it('a change of what somebody else has changed meanwhile is refused; a login is no such change', async () => {
    const admin = bearer(await tokenOf('ann'));
    const { users } = (await ask<{ users: { id: string; name: string }[] }>('GET', '/api/users', admin)).body;
    const path = `/api/users/${users.find(({ name }) => name === 'vera')?.id}`;
    const tag = (await ask('GET', path, admin)).headers.get('etag') as string;
    await tokenOf('vera', other);
    expect((await ask('PATCH', path, { ...admin, 'If-Match': tag }, { role: 'viewer' })).status).toBe(200);
    expect(await ask('PATCH', path, { ...admin, 'If-Match': tag }, { role: 'admin' })).toMatchObject({ status: 412, body: { code: 'PRECONDITION_FAILED' } });
    expect((await ask('DELETE', path, { ...admin, 'If-Match': tag })).status).toBe(412);
    expect((await ask<{ role: string }>('GET', path, admin)).body.role).toBe('viewer');
  });

  it('the last admin stays', async () => {
    const admin = bearer(await tokenOf('ann'));
    const { id } = (await ask<{ id: string }>('GET', '/api/auth/me', admin)).body;
    expect((await ask('DELETE', `/api/users/${id}`, admin)).body.code).toBe('LAST_ADMIN');
    expect((await ask('PATCH', `/api/users/${id}`, admin, { role: 'viewer' })).body.code).toBe('LAST_ADMIN');
    expect((await ask('PATCH', `/api/users/${id}`, admin, { disabled: true })).body.code).toBe('LAST_ADMIN');
  });
});

describe('A socket', () => {
  const connect = (token: string) =>
    new Promise<Socket | undefined>((resolve) => {
      const socket = io(api.url, { transports: ['websocket'], reconnection: false, extraHeaders: bearer(token) });
      socket.once('connect', () => resolve(socket));
      socket.once('connect_error', () => resolve(undefined));
    });

  it('is for those who may read', async () => {
    const admin = bearer(await tokenOf('ann'));
    const mcp = await ask<{ key: string }>('POST', '/api/keys', admin, { name: 'mcp only', scopes: ['mcp'] });
    expect(await connect('wrong')).toBeUndefined();
    expect(await connect(mcp.body.key)).toBeUndefined();
  });

  it('ends with the session that opened it', async () => {
    const token = await tokenOf('vera', other);
    const socket = await connect(token);
    const ended = new Promise((resolve) => socket?.once('disconnect', resolve));
    await ask('POST', '/api/auth/logout', bearer(token));
    await ended;
    expect(socket?.connected).toBe(false);
  });
});

describe('An API key', () => {
  interface Key {
    id: string;
    key: string;
    hint: string;
    lastUsedAt: string | null;
  }
  const make = async (name: string, scopes: string[], more: object = {}) => ask<Key & ProblemBody>('POST', '/api/keys', bearer(await tokenOf('ann')), { name, scopes, ...more });

  it('is shown once, and only its end later', async () => {
    const { body } = await make('reader', ['read']);
    expect(body.key).toMatch(/^mcpsw_[0-9A-Za-z]{38}$/);
    const listed = await ask<{ keys: Key[] }>('GET', '/api/keys', bearer(await tokenOf('ann')));
    expect(JSON.stringify(listed.body)).not.toContain(body.key);
    expect(listed.body.keys.find((key) => key.id === body.id)).toMatchObject({ hint: body.key.slice(-4), lastUsedAt: null });
    expect((await ask('GET', '/api/servers', bearer(body.key))).status).toBe(200);
    const admin = bearer(await tokenOf('ann'));
    await until(async () => (await ask<{ keys: Key[] }>('GET', '/api/keys', admin)).body.keys.find((key) => key.id === body.id)?.lastUsedAt !== null);
  });

  it('does what its scopes say and no more', async () => {
    const reader = (await make('reads', ['read'])).body.key;
    const operator = (await make('operates', ['operate'])).body.key;
    const admin = (await make('administers', ['admin'])).body.key;
    const mcp = (await make('calls', ['mcp'])).body.key;
    const status = async (key: string, method: string, path: string) => (await ask(method, path, bearer(key))).status;
    expect(await Promise.all([reader, operator, admin, mcp].map((key) => status(key, 'GET', '/api/servers')))).toEqual([200, 200, 200, 403]);
    expect(await Promise.all([reader, operator, admin, mcp].map((key) => status(key, 'POST', '/api/servers/none/start')))).toEqual([403, 404, 404, 403]);
    expect(await Promise.all([reader, operator, admin, mcp].map((key) => status(key, 'GET', '/api/users')))).toEqual([403, 403, 200, 403]);
  });

  it('ends when it is deleted, and when its time is over', async () => {
    // One that was over before it could be used is made again, for longer.
    const lasting = async (ms: number): Promise<string> => {
      const { body } = await make(`short ${ms}`, ['read'], { expiresAt: new Date(Date.now() + ms).toISOString() });
      return (await ask('GET', '/api/servers', bearer(body.key))).status === 200 ? body.key : lasting(ms * 2);
    };
    const short = await lasting(3_000);
    const { body: gone } = await make('gone', ['read']);
    expect((await ask('GET', '/api/servers', bearer(gone.key))).status).toBe(200);
    expect((await ask('DELETE', `/api/keys/${gone.id}`, bearer(await tokenOf('ann')))).status).toBe(204);
    expect((await ask('GET', '/api/servers', bearer(gone.key))).status).toBe(401);
    while ((await ask('GET', '/api/servers', bearer(short))).status === 200) await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await make('past', ['read'], { expiresAt: '2020-01-01T00:00:00Z' })).body.code).toBe('EXPIRY_PAST');
  });

  it.each([['nothing'], ['mcp:not-an-id'], ['admin;drop']])('wants scopes that there are, not %s', async (scope) => {
    expect((await make('odd', [scope])).status).toBe(400);
  });
});

describe('Guessing', () => {
  it('ends after ten wrong passwords, in whatever form they come', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) await ask('POST', '/api/auth/login', {}, { name: `guess${attempt}`, password: other });
    const refused = await ask<ProblemBody & { retryAfterSeconds: number }>('POST', '/api/auth/login', {}, { name: 'ann', password });
    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_LOGINS' } });
    expect(refused.body.retryAfterSeconds).toBeGreaterThan(0);
    expect(refused.headers.get('retry-after')).toBe(String(refused.body.retryAfterSeconds));
    const basic = `Basic ${Buffer.from(`ann:${password}`).toString('base64')}`;
    expect((await ask('GET', '/api/servers', { Authorization: basic })).status).toBe(429);
  });

  it('leaves nothing of names, passwords and keys in what the API prints', () => {
    for (const secret of [password, other, 'mcpsw_']) expect(api.output()).not.toContain(secret);
  });
});
