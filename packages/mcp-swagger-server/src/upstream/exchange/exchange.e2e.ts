import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Agent } from 'undici';
import { KeptAnswers } from '../answer/kept-answers.js';
import { startRecordingServer } from '../testing/recording-server.js';
import type { RecordingServer } from '../testing/recording-server.js';
import { exchange } from './exchange.js';
import type { Answer } from './exchange.js';

let server: RecordingServer;
let dispatcher: Agent;
beforeEach(async () => {
  server = await startRecordingServer();
  dispatcher = new Agent();
});
afterEach(async () => {
  await dispatcher.destroy();
  await server.close();
});

async function send(options: { signal?: AbortSignal; method?: string; maxResponseBytes?: number } = {}): Promise<Answer> {
  const { signal = new AbortController().signal, method = 'GET', maxResponseBytes = 1_000 } = options;
  return await exchange({ method, url: `${server.origin}/a`, headers: {} }, { means: { dispatcher, kept: new KeptAnswers({ answerBytes: 500, totalBytes: 1_000, keepMs: 1_000 }) }, signal, maxResponseBytes });
}

it('takes what is told before the answer for no answer', async () => {
  server.answer = (response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    response.end('whole');
  };
  const { status, headers, body, isWhole } = await send();
  expect([status, headers['link'], body.toString(), isWhole]).toEqual([200, undefined, 'whole', true]);
});

it('reads headers by lower-case names, joins those that came twice, and takes no name for more than a name', async () => {
  server.answer = (response) => void response.writeHead(200, [['X-Twice', 'a'], ['x-twice', 'b'], ['constructor', 'c'], ['__proto__', 'd']].flat()).end();
  const { headers } = await send();
  expect(headers).toMatchObject({ 'x-twice': 'a, b', constructor: 'c' });
  expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
});

it('stops the sender at the limit', async () => {
  const closed = new Promise<void>((resolve) => {
    server.answer = (response) => {
      response.once('close', resolve);
      const more = setInterval(() => response.write('x'.repeat(100)), 1);
      response.once('close', () => clearInterval(more));
    };
  });
  const { body, isWhole } = await send({ maxResponseBytes: 250 });
  // What is more than is shown is kept for whoever asks for the rest.
  expect([body.length, isWhole]).toEqual([500, false]);
  await closed;
});

it('has no body to unpack in an answer to HEAD', async () => {
  server.answer = (response) => void response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': '5' }).end();
  expect(await send({ method: 'HEAD' })).toMatchObject({ status: 200, isWhole: true, body: Buffer.alloc(0) });
});

it('ends at once with the reason of its signal, also while it waits for a connection', async () => {
  await dispatcher.destroy();
  dispatcher = new Agent({ connect: () => {} });
  const cancelled = new AbortController();
  const sending = send({ signal: cancelled.signal });
  cancelled.abort(new Error('no longer wanted'));
  await expect(sending).rejects.toThrow('no longer wanted');
  await expect(send({ signal: cancelled.signal })).rejects.toThrow('no longer wanted');
});
