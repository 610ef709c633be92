import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chromium } from 'playwright-core';
import { io } from 'socket.io-client';
import { findChromium } from './support/find-chromium.js';
import { type RunningApi, startApi } from './support/start-api.js';

const password = 'a password that is long enough';
const basic = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
let api: RunningApi;

beforeAll(async () => {
  api = await startApi({ env: { ADMIN_PASSWORD: password } });
});
afterAll(() => api.stop());

const status = async (path: string, headers: Record<string, string> = {}) => (await fetch(api.url + path, { headers })).status;

describe('With ADMIN_PASSWORD', () => {
  it.each(['/api/servers', '/api/openapi.json', '/api/docs', '/api/nothing', '/api/mcp/connections', '/socket.io/?EIO=4&transport=polling'])('%s wants credentials', async (path) => {
    expect([401, 403]).toContain(await status(path));
    expect(await status(path, { Authorization: basic })).not.toBe(401);
  });

  it.each(['/health/live', '/health/ready', '/'])('%s is open', async (path) => {
    expect(await status(path)).toBe(200);
  });

  it('says how to prove who one is', async () => {
    const response = await fetch(`${api.url}/api/servers`);
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    expect(await response.json()).toMatchObject({ code: 'UNAUTHORIZED' });
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
