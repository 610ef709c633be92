import { describe, expect, it } from '@jest/globals';
import type { Server } from '../../lib/api';
import { keepSamplesOf, memorySamples } from './memory-samples';

const server = (id: string, second: number) => ({ id, process: { resources: { at: `2026-11-22T07:00:${String(second).padStart(2, '0')}Z`, rssBytes: second } } }) as Server;

describe('memorySamples', () => {
  it('are those that came, each once, the last forty', () => {
    for (let second = 1; second <= 45; second += 1) memorySamples(server('a', second));
    const values = memorySamples(server('a', 45));
    expect([values.length, values[0], values.at(-1)]).toEqual([40, 6, 45]);
  });

  it('of a server that was deleted are forgotten, and those of the others stay', () => {
    for (const second of [1, 2]) for (const id of ['kept', 'deleted']) memorySamples(server(id, second));
    keepSamplesOf([{ id: 'kept' }]);
    expect(memorySamples(server('deleted', 3))).toEqual([3]);
    expect(memorySamples(server('kept', 3))).toEqual([1, 2, 3]);
  });
});
