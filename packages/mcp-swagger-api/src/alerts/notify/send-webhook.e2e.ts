import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HostileServer, startHostileServer } from '../../../../../tests/support/hostile-answers.js';
import { sendWebhook } from './send-webhook.js';

/** For what is never done, and for what a busy machine does late. */
const NOT_LONG_MS = 300;
const LONG_MS = 60_000;
let server: HostileServer;

beforeAll(async () => {
  server = await startHostileServer();
});
afterAll(() => server.stop());

describe('A webhook', () => {
  const send = (timeoutMs = LONG_MS) => sendWebhook({ url: server.url, secret: null, isTrusted: true }, 'id', {}, { allowPrivateNetwork: false, operatorHosts: [] }, timeoutMs);

  it.each(['fine', 'bomb'] as const)('is delivered when the answer is %s, of which nothing is unpacked', async (name) => {
    server.answer(server.answers[name]);
    await send();
    expect(server.asked).toEqual(['/']);
  });

  it('is not sent on to another address', async () => {
    server.answer(server.answers.redirect);
    await expect(send()).rejects.toMatchObject({ mayPass: false, message: expect.stringContaining('307') });
    expect(server.asked).toEqual(['/']);
  });

  it.each(['trickle', 'slowHead'] as const)('is given up when its receiver is never done: %s', async (name) => {
    server.answer(server.answers[name]);
    await expect(send(NOT_LONG_MS)).rejects.toMatchObject({ code: 'DELIVERY_FAILED', mayPass: true });
  });
});
