import { hash } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import { afterEach, expect, it } from '@jest/globals';
import { beginSession, rawRequest, toolCall } from './testing/raw-http.js';
import { type SampleServer, sampleServer } from './testing/sample-server.js';
import { startRecordingServer } from './upstream/testing/recording-server.js';
import { until } from './testing/until.js';

let sample: SampleServer;
afterEach(() => sample.close());

const KEY = 'key-of-ann-77c1';
const ACCESS = { apiKeys: [{ name: 'ann', sha256: hash('sha256', KEY) }] };

/** A document with one operation of this name. */
function documentOf(operationId: string): string {
  return JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, servers: [{ url: sample.api.url }], paths: { '/a': { get: { operationId, responses: {} } } } });
}

const names = (): string[] => sample.server.tools.map(({ name }) => name);

it('answers a call whose callback throws, and tells of the mistake', async () => {
  const mistake = new Error('a mistake in onCall');
  sample = await sampleServer({
    onCall: () => {
      throw mistake;
    },
  });
  const session = await beginSession(sample.endpoint);
  const { text } = await rawRequest(sample.endpoint, { headers: { 'Mcp-Session-Id': session }, body: toolCall(1, 'getPet', { id: 7 }) });
  expect(text).toContain('/pets/7');
  expect(sample.errors).toEqual([mistake]);
});

it('reloads one after the other, so that a slow one does not undo what came after it', async () => {
  sample = await sampleServer();
  const slow = await startRecordingServer();
  try {
    let release = (): void => {};
    slow.answer = (response) => {
      release = () => void response.end(documentOf('first'));
    };
    const first = sample.server.reload({ url: `${slow.origin}/openapi.json` });
    await until(() => slow.requests.length === 1);
    const second = sample.server.reload({ text: documentOf('second') }, { access: ACCESS });
    release();
    expect([(await first).added, (await second).added]).toEqual([['first'], ['second']]);
    expect(names()).toEqual(['second']);
    expect((await rawRequest(sample.endpoint)).status).toBe(401);
  } finally {
    await slow.close();
  }
});

it('reads the document that it serves again, not the one that it began with', async () => {
  sample = await sampleServer();
  await sample.server.reload({ text: documentOf('other') });
  await sample.server.reload(undefined, { access: ACCESS });
  expect(names()).toEqual(['other']);
});

it('goes on when a client cannot be accepted, for want of file descriptors', async () => {
  sample = await sampleServer();
  const servers: Server[] = [];
  const note = (message: unknown): void => void servers.push((message as { server: Server }).server);
  subscribe('http.server.request.start', note);
  try {
    await beginSession(sample.endpoint);
  } finally {
    unsubscribe('http.server.request.start', note);
  }
  const failure = Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' });
  servers[0]?.emit('error', failure);
  expect(sample.errors).toEqual([failure]);
  expect(await beginSession(sample.endpoint)).not.toBe('');
});
