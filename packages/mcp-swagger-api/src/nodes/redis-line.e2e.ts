import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { createServer as createSafeServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { makeCertificate } from '../../../../tests/support/own-certificate.js';
import { until } from '../../../../tests/support/until.js';
import { readEnvironment } from '../config/environment.js';
import { RedisLine } from './redis-line.js';

const PASSWORD = 'secret / of the redis';

/** What was warned of. */
const warnings: string[] = [];
let listener: Server;
let line: RedisLine;
let ends: Socket[];

beforeAll(() => {
  const nothing = (): void => {};
  Logger.overrideLogger({ log: nothing, error: nothing, debug: nothing, verbose: nothing, warn: (message: string) => warnings.push(message) });
});
afterAll(() => Logger.overrideLogger(false));

afterEach(async () => {
  line.onApplicationShutdown();
  // It hangs up, whatever it waited for.
  await until(() => ends.every(({ closed }) => closed));
  listener.close();
  warnings.length = 0;
});

/** A line to something that takes connections, and says this to whatever it hears. `certificate`: with TLS. */
async function lineTo(answer: string | ((heard: string) => string) | undefined, scheme = 'redis', certificate?: { key: string; certificate: string }): Promise<void> {
  ends = [];
  const meet = (socket: Socket): void => {
    ends.push(socket);
    socket.on('error', () => {});
    socket.on('data', (heard) => (answer === undefined ? undefined : socket.write(typeof answer === 'string' ? answer : answer(String(heard)))));
  };
  listener = (certificate === undefined ? createServer(meet) : createSafeServer({ key: certificate.key, cert: certificate.certificate }, meet).on('connection', (socket: Socket) => ends.push(socket))).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const REDIS_URL = `${scheme}://:${encodeURIComponent(PASSWORD)}@127.0.0.1:${(listener.address() as AddressInfo).port}`;
  line = await RedisLine.of(readEnvironment({ REDIS_URL, NODE_URL: 'http://127.0.0.1:0', DATABASE_URL: 'postgres://127.0.0.1:1/x', ENCRYPTION_KEY: 'a'.repeat(64) }));
}

describe('A Redis', () => {
  it('that takes connections and never answers keeps nobody waiting, and counts as away', async () => {
    await lineTo(undefined);
    await until(() => ends.length === 2);
    expect(line.state).toBe('away');
    await expect(line.append('stream', { a: 'b' }, 10)).rejects.toThrow('Redis is away.');
  });

  it('that does not keep up is given no more than 16 MiB to go through, and nothing is kept for it', async () => {
    const text = 'x'.repeat(1024 * 1024);
    let isSilent = false;
    // It takes what the client says of itself, and answers nothing from the first entry of a stream on.
    await lineTo((heard) => {
      isSilent ||= heard.includes('XADD');
      return isSilent ? '' : '+OK\r\n'.repeat(heard.match(/^\*\d/gm)?.length ?? 0);
    });
    await until(() => line.state === 'up');
    const appended = Promise.allSettled(Array.from({ length: 20 }, () => line.append('stream', { text }, 10)));
    const refused = Array.from({ length: 4 }, () => line.append('stream', { text }, 10));
    for (const each of refused) await expect(each).rejects.toThrow('Redis does not keep up.');
    line.onApplicationShutdown();
    const reasons = (await appended).map((each) => (each.status === 'rejected' ? String(each.reason) : 'taken'));
    expect(reasons.map((reason) => reason.includes('does not keep up'))).toEqual(Array.from({ length: 20 }, (_, index) => index >= 16));
  });

  it('with a certificate that nobody vouches for is told with what to do', async () => {
    await lineTo('+OK\r\n', 'rediss', makeCertificate());
    await until(() => warnings.length > 0);
    expect(warnings).toEqual([expect.stringMatching(/self-signed certificate; NODE_EXTRA_CA_CERTS names the file/)]);
    expect(line.state).toBe('away');
  });

  it.each([
    ['that refuses the password', '-WRONGPASS invalid username-password pair or user is disabled.\r\n', 'redis', /WRONGPASS/],
    ['that wants a password of another user', '-NOAUTH Authentication required.\r\n', 'redis', /NOAUTH/],
    ['without TLS where that is asked for', '-ERR unknown command\r\n', 'rediss', /SSL|TLS|EPROTO/],
  ])('%s is told by the name of its variable, once, and without the password', async (_, answer, scheme, reason) => {
    await lineTo(answer, scheme);
    // It goes on trying.
    await until(() => ends.length > 4);
    expect(warnings).toEqual([expect.stringContaining('(REDIS_URL) is away')]);
    expect(warnings[0]).toMatch(reason);
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)]) expect(warnings[0]).not.toContain(secret);
    expect(line.state).toBe('away');
  });
});
