import { afterEach, expect, it } from '@jest/globals';
import { createMcpServer } from '../index.js';
import { offeringApi } from '../testing/offering-api.js';
import { beginSession, rawRequest, toolCall } from '../testing/raw-http.js';
import { sampleServer } from '../testing/sample-server.js';
import { until } from '../testing/until.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** A session with an API that tells how far it is, and its messages in answer to a call. */
async function workingSession(): Promise<{ post(body: unknown): Promise<string> }> {
  const api = await offeringApi();
  closing.push(api.close);
  const server = await createMcpServer({ document: { text: api.documentText }, outgoing: { allowPrivateNetwork: true } });
  closing.push(() => server.close(0));
  const headers = { 'Mcp-Session-Id': await beginSession(server.endpoint) };
  return { post: async (body) => (await rawRequest(server.endpoint, { headers, body })).text };
}

const setLevel = (level: string): unknown => ({ jsonrpc: '2.0', id: 'level', method: 'logging/setLevel', params: { level } });

function messagesIn(stream: string): { method?: string; params?: Record<string, unknown>; result?: object }[] {
  return stream.split('\n').flatMap((line) => (line.startsWith('data: {') ? [JSON.parse(line.slice('data: '.length)) as object] : []));
}

it('tells progress and logs before the answer', async () => {
  const { post } = await workingSession();
  const told = messagesIn(await post(toolCall(1, 'work', {}, { progressToken: 'p' })));
  expect(told).toMatchObject([
    { method: 'notifications/progress', params: { progressToken: 'p', progress: 1, total: 2, message: 'halfway' } },
    { method: 'notifications/message', params: { level: 'warning', logger: 'upstream' } },
    { id: 1, result: { structuredContent: { done: true } } },
  ]);
});

it('tells no progress to a client that gave no token for it', async () => {
  const { post } = await workingSession();
  expect(messagesIn(await post(toolCall(1, 'work'))).map(({ method }) => method)).toEqual(['notifications/message', undefined]);
});

it.each([
  ['error', 0],
  ['warning', 1],
  ['debug', 1],
])('of a warning a client that set the level to %s hears %i times', async (level, times) => {
  const { post } = await workingSession();
  expect(JSON.parse(await post(setLevel(level)))).toMatchObject({ result: {} });
  const answer = await post(toolCall(1, 'work'));
  expect(answer.split('"notifications/message"').length - 1).toBe(times);
  expect(answer).toContain('"done":true');
});

it('ends a call under way when its session ends', async () => {
  const sample = await sampleServer();
  closing.push(sample.close);
  const sessionId = await beginSession(sample.endpoint);
  const answer = rawRequest(sample.endpoint, { headers: { 'Mcp-Session-Id': sessionId }, body: toolCall(1, 'slow') });
  await sample.api.waiting(1);
  expect(sample.server.closeSession(sessionId, 'the test said so')).toBe(true);
  expect(JSON.parse((await answer).text)).toMatchObject({ id: 1, error: { message: expect.stringContaining('session ended') } });
  await until(() => sample.calls.length === 1, 'the call is over');
  expect(sample.calls[0]).toMatchObject({ tool: 'slow', isError: true });
});
