import { get } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { chromium } from 'playwright-core';
import { findChromium } from './support/find-chromium.js';
import { CLIENT_ID, CLIENT_SECRET, type OpenIdIssuer, startOpenIdIssuer } from './support/openid-issuer.js';
import { type RunningApi, startApi } from './support/start-api.js';

let issuer: OpenIdIssuer;
let api: RunningApi;

beforeAll(async () => {
  issuer = await startOpenIdIssuer();
  api = await startApi({
    env: { OIDC_ISSUER: issuer.url, OIDC_CLIENT_ID: CLIENT_ID, OIDC_CLIENT_SECRET: CLIENT_SECRET, OIDC_NAME: 'The Company', OIDC_ROLE_CLAIM: 'realm_access.roles', OIDC_ROLES: 'platform=admin,devs=operator,staff=viewer' },
  });
});

afterAll(async () => {
  await api.stop();
  await issuer.close();
});

afterEach(() => {
  Object.assign(issuer, { claims: {}, userinfo: {}, signing: 'own' });
});

/** A browser without a window: it keeps cookies, and follows where it is sent when it is told to. */
class Browser {
  readonly cookies = new Map<string, string>();

  async get(url: string): Promise<{ status: number; location: string; text: string }> {
    const response = await fetch(new URL(url, api.url), { redirect: 'manual', headers: { Cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') } });
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...rest] = line.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (value === '' || rest.some((part) => /expires=Thu, 01 Jan 1970/i.test(part))) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return { status: response.status, location: response.headers.get('location') ?? '', text: await response.text() };
  }

  /** To the issuer and back; answers the address of the callback, which is not asked yet. */
  async toCallback(): Promise<string> {
    const { location } = await this.get('/api/auth/oidc/login');
    return (await this.get(location)).location;
  }

  async signIn(): Promise<string> {
    return (await this.get(await this.toCallback())).location;
  }

  async me(): Promise<{ kind: string; name: string; role: string } | null> {
    const { status, text } = await this.get('/api/auth/me');
    return status === 200 ? (JSON.parse(text) as { kind: string; name: string; role: string }) : null;
  }
}

const as = (roles: string[], more: Record<string, unknown> = {}) => Object.assign(issuer, { claims: { realm_access: { roles }, preferred_username: 'Ann', ...more } });

describe('With an OpenID issuer', () => {
  it('everybody has to sign in, and a page is told where', async () => {
    expect((await fetch(`${api.url}/api/servers`)).status).toBe(401);
    expect(await api.get('/api/auth/methods')).toEqual({ required: true, password: false, oidc: { name: 'The Company', url: '/api/auth/oidc/login' } });
  });

  it('somebody whom it knows comes in with the role that a claim gives him', async () => {
    as(['devs', 'staff']);
    const browser = new Browser();
    expect(await browser.signIn()).toBe('/');
    expect(await browser.me()).toMatchObject({ kind: 'user', name: 'ann', role: 'operator' });
    expect([...browser.cookies.keys()]).toEqual(['mcp-swagger-session']);
    expect(api.output()).not.toContain(CLIENT_SECRET);
  });

  it('his role follows the issuer at the next sign-in, and he stays the same user', async () => {
    as(['platform'], { preferred_username: 'Ann Married' });
    const browser = new Browser();
    await browser.signIn();
    expect(await browser.me()).toMatchObject({ name: 'ann', role: 'admin' });
    const { users } = JSON.parse((await browser.get('/api/users')).text) as { users: { name: string; signsInWith: string }[] };
    expect(users).toMatchObject([{ name: 'ann', signsInWith: 'issuer' }]);
  });

  it('roles that only the userinfo endpoint tells count as well', async () => {
    Object.assign(issuer, { claims: { sub: 'person-1' }, userinfo: { realm_access: { roles: ['staff'] } } });
    const browser = new Browser();
    await browser.signIn();
    expect(await browser.me()).toMatchObject({ role: 'viewer' });
  });

  it('another person of the same name is another user', async () => {
    as(['staff'], { sub: 'person-2' });
    const browser = new Browser();
    await browser.signIn();
    expect((await browser.me())?.name).toMatch(/^ann-[0-9a-f]{6}$/);
  });

  it('whoever has no role any more is not let in, and his sessions end', async () => {
    as(['devs']);
    const before = new Browser();
    await before.signIn();
    expect(await before.me()).not.toBeNull();
    as(['strangers']);
    const browser = new Browser();
    expect(await browser.signIn()).toBe('/?sign-on=SIGN_ON_WITHOUT_ROLE');
    expect(await browser.me()).toBeNull();
    expect(await before.me()).toBeNull();
  });

  it.each<[string, () => void]>([
    ['is for another client', () => as(['platform'], { aud: 'somebody-else' })],
    ['is of another issuer', () => as(['platform'], { iss: 'https://evil.test' })],
    ['has ended', () => as(['platform'], { exp: Math.floor(Date.now() / 1_000) - 3_600 })],
    ['answers another question', () => as(['platform'], { nonce: 'another' })],
    ['is signed by somebody else', () => Object.assign(as(['platform']), { signing: 'other' })],
    ['is not signed', () => Object.assign(as(['platform']), { signing: 'none' })],
  ])('an ID token that %s proves nothing', async (_, forge) => {
    forge();
    const browser = new Browser();
    expect(await browser.signIn()).toBe('/?sign-on=SIGN_ON_REFUSED');
    expect(await browser.me()).toBeNull();
  });

  it('a way back that another browser began, that was changed, or that was gone before, leads nowhere', async () => {
    as(['platform']);
    const victim = new Browser();
    const attacker = new Browser();
    const callback = await attacker.toCallback();
    expect((await victim.get(callback)).location).toBe('/?sign-on=SIGN_ON_EXPIRED');
    expect(await victim.me()).toBeNull();
    const changed = new URL(callback);
    changed.searchParams.set('state', 'another');
    const third = new Browser();
    await third.toCallback();
    expect((await third.get(changed.href)).location).toBe('/?sign-on=SIGN_ON_REFUSED');
    const good = new Browser();
    const way = await good.toCallback();
    const kept = new Map(good.cookies);
    expect((await good.get(way)).location).toBe('/');
    const replay = new Browser();
    for (const [name, value] of kept) replay.cookies.set(name, value);
    expect((await replay.get(way)).location).toBe('/?sign-on=SIGN_ON_REFUSED');
  });

  it('a name in Host that is not this machine’s is no place to come back to', async () => {
    const { status, headers } = await new Promise<{ status: number | undefined; headers: Record<string, unknown> }>((resolve, reject) => {
      get(`${api.url}/api/auth/oidc/login`, { headers: { Host: 'evil.test' } }, (response) => resolve({ status: response.resume().statusCode, headers: response.headers })).on('error', reject);
    });
    expect([status, headers['location']]).toEqual([302, '/?sign-on=PUBLIC_URL_NEEDED']);
  });
});

describe('An issuer that names private addresses', () => {
  it('is not followed there', async () => {
    const other = await startApi({ env: { OIDC_ISSUER: issuer.url, OIDC_CLIENT_ID: CLIENT_ID, OIDC_CLIENT_SECRET: CLIENT_SECRET, OIDC_ROLES: '*=viewer' } });
    try {
      for (const endpoint of ['http://169.254.169.254/token', 'http://10.0.0.1:1/token']) {
        issuer.metadata = { token_endpoint: endpoint };
        const browser = new Browser();
        const { location } = await browser.get(`${other.url}/api/auth/oidc/login`);
        const back = (await browser.get(location)).location;
        expect((await browser.get(back)).location).toBe('/?sign-on=SIGN_ON_REFUSED');
      }
      expect(other.output()).toMatch(/link-local or metadata|private or loopback/);
    } finally {
      issuer.metadata = {};
      await other.stop();
    }
  });
});

const executablePath = findChromium();
// Without a browser there is nobody to press the button.
const inBrowser = executablePath === undefined ? it.skip : it;

inBrowser('a person signs in by the button of the page, and is told what went wrong', async () => {
  const browser = await chromium.launch({ executablePath: executablePath as string, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    as(['strangers']);
    await page.goto(api.url);
    await page.getByTestId('sign-on').click();
    await page.getByTestId('sign-in-problem').waitFor();
    expect(await page.locator('input[type=password]').count()).toBe(0);
    as(['staff']);
    await page.getByTestId('sign-on').click();
    await page.locator('[data-testid=live][data-live=true]').waitFor();
    await page.getByTestId('user-menu').click();
    await page.getByTestId('sign-out').click();
    await page.getByTestId('sign-on').waitFor();
  } finally {
    await browser.close();
  }
});
