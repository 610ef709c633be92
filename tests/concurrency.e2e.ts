import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServerBody } from './support/bodies.js';
import { isRunning } from './support/is-running.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';

let api: RunningApi;
let upstream: Upstream;

beforeAll(async () => {
  [api, upstream] = await Promise.all([startApi(), startUpstream()]);
});

afterAll(async () => {
  await api.stop();
  await upstream.stop();
});

/** Pids of all children that the API ever had, by its own account. */
async function pidsInLog(id: string): Promise<number[]> {
  const { lines } = await api.get<{ lines: { text: string }[] }>(`/api/processes/${id}/logs?limit=1000`);
  return lines.flatMap(({ text }) => /^Process (\d+) started/.exec(text)?.[1] ?? []).map(Number);
}

describe('Twenty wishes at once', () => {
  it.each<['start' | 'stop', string, number]>([
    ['start', 'running', 1],
    ['stop', 'stopped', 0],
  ])('of which the last is %s end in %s, with %i child', async (last, state, children) => {
    const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: `pulled-about-${last}`, openapiData: upstream.document });
    const wishes = ['start', 'stop', 'restart', 'start', 'restart', 'stop'];
    const wish = (action: string, query = '') => api.send<ServerBody>('POST', `/api/servers/${body.id}/${action}${query}`);
    const answers = Array.from({ length: 19 }, (_, index) => wish(wishes[index % wishes.length] as string));
    // Requests of several connections come in any order; which is the last is known once the others are accepted. None is done by then.
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array.from({ length: 19 }, () => 202));
    const final = await wish(last, '?wait=true');
    expect(final.body.process.state).toBe(state);
    expect(await api.get(`/api/servers/${body.id}`)).toMatchObject({ desiredState: state, process: { state } });
    expect((await pidsInLog(body.id)).filter(isRunning)).toHaveLength(children);
  });
});
