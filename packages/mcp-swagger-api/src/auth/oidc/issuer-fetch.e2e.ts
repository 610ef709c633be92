import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HostileServer, startHostileServer } from '../../../../../tests/support/hostile-answers.js';
import { IssuerFetch } from './issuer-fetch.js';

/** For what is never done, and for what a busy machine does late. */
const NOT_LONG_MS = 300;
const LONG_MS = 60_000;
let server: HostileServer;

beforeAll(async () => {
  server = await startHostileServer();
});
afterAll(() => server.stop());

describe('What an issuer of the API answers', () => {
  const ask = async (policy = { allowPrivateNetwork: false, operatorHosts: [new URL(server.url).host] }, url = server.url, timeoutMs = LONG_MS) => {
    const issuer = new IssuerFetch(policy, timeoutMs);
    try {
      return await issuer.fetch(url, { method: 'GET', headers: {}, body: undefined, redirect: 'manual' });
    } finally {
      await issuer.close();
    }
  };

  it('is read', async () => {
    server.answer(server.answers.fine);
    expect(await (await ask()).json()).toEqual({ fine: true });
  });

  it('is not followed to another address', async () => {
    server.answer(server.answers.redirect);
    expect((await ask()).status).toBe(307);
    expect(server.asked).toEqual(['/']);
  });

  it.each([
    ['packed into little', 'bomb', LONG_MS, /more than 1048576 bytes/],
    ['a byte at a time', 'trickle', NOT_LONG_MS, /timeout/],
    ['with a head that does not end', 'slowHead', NOT_LONG_MS, /timeout/],
  ] as const)('is given up when it comes %s', async (_what, name, timeoutMs, message) => {
    server.answer(server.answers[name]);
    await expect(ask(undefined, undefined, timeoutMs)).rejects.toThrow(message);
  });

  it('is not asked for at a private address that is not its own, or at a metadata service', async () => {
    server.answer(server.answers.fine);
    await expect(ask({ allowPrivateNetwork: false, operatorHosts: ['elsewhere.test'] })).rejects.toThrow(/private or loopback/);
    await expect(ask({ allowPrivateNetwork: true, operatorHosts: [] }, 'http://169.254.169.254/')).rejects.toThrow(/link-local or metadata/);
    expect(server.asked).toEqual([]);
  });
});
