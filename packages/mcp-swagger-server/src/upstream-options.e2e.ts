import { afterEach, expect, it } from '@jest/globals';
import { beginSession, rawRequest, toolCall } from './testing/raw-http.js';
import { type SampleServer, sampleServer } from './testing/sample-server.js';

let sample: SampleServer;
afterEach(() => sample.close());

async function caller(): Promise<(name: string, id: number) => Promise<string>> {
  const sessionId = await beginSession(sample.endpoint);
  return async (name, id) => (await rawRequest(sample.endpoint, { headers: { 'Mcp-Session-Id': sessionId }, body: toolCall(id, name, name === 'getPet' ? { id } : {}) })).text;
}

it('leaves an origin alone after as many failures as the configuration says', async () => {
  sample = await sampleServer({ limits: { retries: 0, circuitFailures: 1, circuitOpenMs: 60_000 } });
  const call = await caller();
  expect(await call('flaky', 1)).toContain('answered status 503');
  expect(await call('getPet', 2)).toContain('its last calls failed (status 503)');
});

it('sends an origin as many calls at once, and lets as many wait, as the configuration says', async () => {
  sample = await sampleServer({ limits: { maxUpstreamCalls: 1, maxWaitingCalls: 0 } });
  const call = await caller();
  const first = call('slow', 1);
  await sample.api.waiting(1);
  expect(await call('getPet', 2)).toContain('1 calls to it are under way and 0 are waiting');
  sample.api.release();
  expect(await first).toContain('"waited":true');
});
