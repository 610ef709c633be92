import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../testing/until.js';
import type { Upstream, UpstreamOptions } from '../create-upstream.js';
import { buildUpstream, oneOperation } from '../testing/build-upstream.js';
import { answering, textsOf } from '../testing/call-once.js';
import { startRecordingServer } from '../testing/recording-server.js';
import type { RecordingServer } from '../testing/recording-server.js';
import type { ToolCallResult } from '../tool-call-result.js';

let server: RecordingServer;
let upstream: Upstream;
beforeEach(async () => {
  server = await startRecordingServer();
});
afterEach(async () => {
  await upstream.close();
  await server.close();
});

const start = async (options: Partial<UpstreamOptions> = {}, method = 'get'): Promise<void> => {
  ({ upstream } = await buildUpstream(oneOperation({}, '/things', method), { baseUrl: server.origin, ...options }));
};
const call = async (signal?: AbortSignal): Promise<ToolCallResult> => await upstream.call('op', {}, { signal });

describe('an origin that keeps failing', () => {
  const circuit = { failures: 3, openMs: 60 };

  it.each([
    ['a server error', answering(503, {}, 'down'), {}, /status 503/],
    ['a connection that breaks', (response: ServerResponse): void => void response.socket?.resetAndDestroy(), {}, /connection was (reset|closed)/],
    ['no answer in time', (): void => {}, { timeoutMs: 40 }, /no answer in time/],
  ])('by %s is left alone, and that is said', async (_what, answer, options, reason) => {
    // It stays open for longer than any machine takes to call once more.
    await start({ ...options, circuit: { ...circuit, openMs: 60_000 } });
    server.answer = answer;
    for (let index = 0; index < 3; index++) expect((await call()).isError).toBe(true);
    expect(upstream.origins()).toMatchObject([{ origin: server.origin, circuit: 'open', inFlight: 0, waiting: 0 }]);
    const sent = server.requests.length;
    const refused = await call();
    expect(refused).toMatchObject({ isError: true });
    expect(textsOf(refused)[0]).toMatch(new RegExp(`^${server.origin} was not called: its last calls failed \\(.*${reason.source}.*\\), and it is called again in \\d+\\.\\d s\\.$`));
    // On a busy machine a call may be out of time before it is sent.
    expect(server.requests).toHaveLength(sent);
  });

  it('is tried again with one call, and all is well when that succeeds', async () => {
    await start({ circuit });
    server.answer = answering(500, {});
    for (let index = 0; index < 3; index++) await call();
    server.answer = answering(200, {}, 'ok');
    await until(async () => (await call()).isError !== true, 'the origin is called again');
    expect(server.requests).toHaveLength(4);
    expect(upstream.origins()).toMatchObject([{ circuit: 'closed' }]);
  });

  it('is tried by one call only while its outcome is not known', async () => {
    await start({ circuit });
    server.answer = answering(500, {});
    for (let index = 0; index < 3; index++) await call();
    let answer = (): void => {};
    server.answer = (response) => (answer = () => void response.end('ok'));
    await new Promise((resolve) => setTimeout(resolve, 70));
    const [trial, other] = [call(), call()];
    expect(textsOf(await other)[0]).toContain('one call is trying whether it is well again');
    await until(() => server.requests.length === 4, 'the trial is there');
    answer();
    expect((await trial).isError).toBeUndefined();
  });

  it.each([400, 401, 404, 429, 501])('is not one that answers %d', async (status) => {
    await start({ circuit });
    server.answer = answering(status, {});
    for (let index = 0; index < 5; index++) expect((await call()).upstreamStatus).toBe(status);
    expect(upstream.origins()).toMatchObject([{ circuit: 'closed' }]);
  });

  it('is not one whose callers go away', async () => {
    await start({ circuit });
    server.answer = () => {};
    for (let index = 0; index < 5; index++) {
      const controller = new AbortController();
      const pending = call(controller.signal);
      await until(() => server.requests.length === index + 1, 'it was sent');
      controller.abort();
      expect(textsOf(await pending)[0]).toContain('was cancelled');
    }
    expect(upstream.origins()).toMatchObject([{ circuit: 'closed' }]);
  });

  it('counts each attempt, and the last true answer is the one that is told', async () => {
    await start({ circuit: { failures: 2, openMs: 60_000 }, retries: 5 });
    server.answer = answering(503, { 'retry-after': '0' }, 'the disk is full');
    expect(textsOf(await call())[0]).toContain('the disk is full');
    expect(server.requests).toHaveLength(2);
  });
});

describe('an origin that is busy', () => {
  it('gets so many calls at once, and the others wait', async () => {
    await start({ bulkhead: { inFlight: 2, waiting: 10 } });
    const open: ServerResponse[] = [];
    server.answer = (response) => void open.push(response);
    const calls = Array.from({ length: 5 }, async () => await call());
    await until(() => open.length === 2, 'two are there');
    expect(upstream.origins()).toMatchObject([{ inFlight: 2, waiting: 3 }]);
    for (let answered = 1; answered <= 5; answered++) {
      await until(() => open.length >= Math.min(5, answered), 'the next is there');
      open[answered - 1]?.end('ok');
    }
    for (const result of await Promise.all(calls)) expect(result.isError).toBeUndefined();
    expect(upstream.origins()).toMatchObject([{ inFlight: 0, waiting: 0 }]);
  });

  it('refuses in words when too many wait', async () => {
    await start({ bulkhead: { inFlight: 1, waiting: 1 } });
    let answer = (): void => {};
    server.answer = (response) => {
      answer = () => void response.end('ok');
      if (server.requests.length > 1) answer();
    };
    const [first, second] = [call(), call()];
    await until(() => upstream.origins()[0]?.waiting === 1, 'one waits');
    expect(textsOf(await call())[0]).toBe(`${server.origin} was not called: 1 calls to it are under way and 1 are waiting, as many as are allowed. Try again later.`);
    await until(() => server.requests.length === 1, 'the first is there');
    answer();
    expect([(await first).isError, (await second).isError]).toEqual([undefined, undefined]);
  });

  it('lets a call that is cancelled, or has no time left, leave the line', async () => {
    await start({ bulkhead: { inFlight: 1, waiting: 10 }, timeoutMs: 1_000 });
    server.answer = () => {};
    const first = call();
    const controller = new AbortController();
    const [second, third] = [call(controller.signal), call()];
    await until(() => upstream.origins()[0]?.waiting === 2, 'two wait');
    controller.abort();
    expect(textsOf(await second)[0]).toContain('was cancelled');
    expect(textsOf(await first)[0]).toContain('did not answer within 1000 ms');
    expect(textsOf(await third)[0]).toContain('did not answer within 1000 ms');
    expect(upstream.origins()).toMatchObject([{ inFlight: 0, waiting: 0 }]);
  });
});

describe('connections', () => {
  it('are kept for the next call', async () => {
    const sockets = new Set<Socket | null>();
    server.answer = (response) => {
      sockets.add(response.socket);
      response.end('ok');
    };
    await start();
    for (let index = 0; index < 20; index++) await call();
    // One that is not free yet in the very moment of the next call makes a second one.
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  /** Answers one request on each connection and resets it when the next one comes, as in a race with the end of keep-alive. */
  const forgetful = async (): Promise<{ origin: string; resets: () => number; close: () => Promise<void> }> => {
    let resets = 0;
    const sockets = new Set<Socket>();
    const tcp = createTcpServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
        socket.once('data', () => {
          resets += 1;
          socket.resetAndDestroy();
        });
      });
    });
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    const close = async (): Promise<void> => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => tcp.close(resolve));
    };
    return { origin: `http://127.0.0.1:${(tcp.address() as AddressInfo).port}`, resets: () => resets, close };
  };

  it.each(['get', 'put', 'delete'])('that the server drops while they are idle are nothing that %s notices', async (method) => {
    const { origin, resets, close } = await forgetful();
    await start({ baseUrl: origin, retries: 3 }, method);
    for (let index = 0; index < 4; index++) expect((await call()).isError).toBeUndefined();
    expect(resets()).toBeGreaterThan(0);
    await close();
  });

  it('that the server drops are told where a repetition could do a thing twice', async () => {
    const { origin, resets, close } = await forgetful();
    await start({ baseUrl: origin, retries: 3 }, 'post');
    const results: ToolCallResult[] = [];
    for (let index = 0; index < 4; index++) results.push(await call());
    expect(results.filter(({ isError }) => isError === true)).toHaveLength(resets());
    expect(resets()).toBeGreaterThan(0);
    await close();
  });
});
