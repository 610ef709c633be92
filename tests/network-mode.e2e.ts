import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
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
