import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chromium } from 'playwright-core';
import { io } from 'socket.io-client';
import { findChromium } from './support/find-chromium.js';
import { type RunningApi, startApi } from './support/start-api.js';

const password = 'a password that is long enough';
const basic = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
let api: RunningApi;

beforeAll(async () => {
  api = await startApi({ env: { ADMIN_PASSWORD: password, CORS_ORIGINS: 'https://own.test' } });
});
afterAll(() => api.stop());

/** An answer that is not read to its end would keep its connection, and with it whoever runs the tests. */
async function status(path: string, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(api.url + path, { headers });
  await response.arrayBuffer();
  return response.status;
}

describe('With ADMIN_PASSWORD', () => {
  it.each(['/api/servers', '/api/openapi.json', '/api/docs', '/api/nothing', '/api/mcp/connections', '/socket.io/?EIO=4&transport=polling'])('%s wants credentials', async (path) => {
    expect([401, 403]).toContain(await status(path));
    expect(await status(path, { Authorization: basic })).not.toBe(401);
  });

  it.each(['/health/live', '/health/ready', '/'])('%s is open', async (path) => {
    expect(await status(path)).toBe(200);
  });

  it.each(['/health/live', '/api/servers', '/mcp/nobody', '/'])('keeps a connection on which %s was asked for longer than proxies keep theirs, and says so', async (path) => {
    const asked = request(api.url + path, { agent: new Agent({ keepAlive: true, maxFreeSockets: 0 }) }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    await once(answer, 'end');
    // nginx keeps them for a minute, Caddy for two.
    expect([answer.headers.connection, answer.headers['keep-alive']]).toEqual(['keep-alive', 'timeout=125']);
  });

  it('says how to prove who one is', async () => {
    const response = await fetch(`${api.url}/api/servers`);
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    expect(await response.json()).toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it.each(['/api/servers', '/mcp/nobody'])('lets pages of CORS_ORIGINS read %s, and no others', async (path) => {
    for (const [origin, allowed] of [['https://own.test', 'https://own.test'], ['https://evil.test', null], ['https://own.test.evil.test', null], ['null', null]] as const) {
      const preflight = await fetch(api.url + path, { method: 'OPTIONS', headers: { Origin: origin, 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'authorization' } });
      const answer = await fetch(api.url + path, { headers: { Origin: origin, Authorization: basic } });
      await Promise.all([preflight.arrayBuffer(), answer.arrayBuffer()]);
      expect([origin, preflight.headers.get('access-control-allow-origin'), answer.headers.get('access-control-allow-origin')]).toEqual([origin, allowed, allowed]);
      expect([origin, answer.status === 403]).toEqual([origin, allowed === null]);
    }
  });

  it('lets a socket in with the password, and none without', async () => {
    const attempt = (headers: Record<string, string>) =>
      new Promise<string>((resolve) => {
        const socket = io(api.url, { transports: ['websocket'], reconnection: false, extraHeaders: headers });
        const end = (outcome: string) => () => {
          socket.disconnect();
          resolve(outcome);
        };
        socket.once('connect', end('connected'));
        socket.once('connect_error', end('refused'));
      });
    expect(await attempt({})).toBe('refused');
    expect(await attempt({ Authorization: basic })).toBe('connected');
  });
});

const executablePath = findChromium();
// Without a browser there is nobody to sign in.
const inBrowser = executablePath === undefined ? describe.skip : describe;

inBrowser('A person', () => {
  it('signs in at the dashboard, changes something, and signs out', async () => {
    const browser = await chromium.launch({ executablePath: executablePath as string, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
    try {
      const page = await browser.newPage();
      await page.goto(api.url);
      const form = page.getByTestId('sign-in');
      await form.locator('input[type=password]').fill('a wrong password');
      await form.getByRole('button').click();
      await page.getByTestId('sign-in-problem').waitFor();
      await form.locator('input[type=password]').fill(password);
      await form.getByRole('button').click();
      await page.locator('[data-testid=live][data-live=true]').waitFor();
      await page.getByTestId('user-menu').click();
      await page.getByTestId('sign-out').click();
      await form.waitFor();
      expect((await page.context().cookies()).filter(({ name }) => name.includes('session'))).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
