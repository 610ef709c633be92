import { describe, expect, it } from '@jest/globals';
import type { LogLineView } from 'mcp-swagger-ipc';
import { type Order, searchLines, type Stretch } from './search-lines.js';

const line = (id: number, serverId = 'a'): LogLineView => ({ id, serverId, timestamp: new Date(id).toISOString(), stream: 'stderr', level: 'info', text: `line ${id}` });

/** Ids from..to in stretches of `size`, as the files of a server. */
function stretches(ids: number[], size: number, read: (id: number) => void = () => {}): Stretch[] {
  const parts = Array.from({ length: Math.ceil(ids.length / size) }, (_, index) => ids.slice(index * size, (index + 1) * size));
  return parts.map((part, index) => ({
    firstId: part[0] ?? 0,
    endId: parts[index + 1]?.[0] ?? Infinity,
    read: () => {
      read(part[0] ?? 0);
      return [part.map((id) => line(id))];
    },
  }));
}

const order = (given: Partial<Order>): Order => ({ from: 'newest', before: Infinity, after: -1, limit: 3, ...given });
const idsOf = (lines: readonly LogLineView[]) => lines.map(({ id }) => id);
const odd = Array.from({ length: 20 }, (_, index) => index * 2 + 1);
const even = Array.from({ length: 20 }, (_, index) => index * 2 + 2);
const everything = () => true;
const always = () => false;

describe('searchLines', () => {
  it('finds the newest lines of several logs, oldest first, and where to go on', async () => {
    const found = await searchLines([...stretches(odd, 4), ...stretches(even, 7)], order({}), everything, always);
    expect(idsOf(found.lines)).toEqual([38, 39, 40]);
    expect(found).toMatchObject({ cursor: 38, isComplete: true });
  });

  it.each<[string, Partial<Order>, (found: { cursor: number | null }) => Partial<Order>]>([
    ['backwards', { from: 'newest' }, ({ cursor }) => ({ before: cursor ?? 0 })],
    ['forwards', { from: 'oldest' }, ({ cursor }) => ({ after: cursor ?? 0 })],
  ])('gives every line once, page by page, %s', async (_, start, next) => {
    const all = [...stretches(odd, 3), ...stretches(even, 5)];
    const seen: number[] = [];
    let step: Partial<Order> | undefined = start;
    while (step !== undefined) {
      const found = await searchLines(all, order(step), everything, always);
      seen.push(...idsOf(found.lines));
      step = found.cursor === null ? undefined : { ...start, ...next(found) };
    }
    expect(seen.toSorted((a, b) => a - b)).toEqual([...odd, ...even].toSorted((a, b) => a - b));
  });

  it('reads no file that cannot matter', async () => {
    const read: number[] = [];
    await searchLines(stretches(odd, 5, (id) => read.push(id)), order({}), everything, always);
    await searchLines(stretches(odd, 5, (id) => read.push(id)), order({ before: 10 }), everything, always);
    await searchLines(stretches(odd, 5, (id) => read.push(id)), order({ from: 'oldest', after: 30 }), everything, always);
    expect(read).toEqual([31, 1, 31]);
  });

  it('goes on with older files while what was found is too little', async () => {
    const found = await searchLines(stretches(odd, 4), order({ limit: 10 }), ({ id }) => id < 6, always);
    expect(found).toMatchObject({ cursor: null, isComplete: true });
    expect(idsOf(found.lines)).toEqual([1, 3, 5]);
  });

  it('has no hole when time runs out, and goes on from there', async () => {
    let reads = 0;
    const all = [...stretches(odd, 4, () => (reads += 1)), ...stretches(even, 4, () => (reads += 1))];
    const first = await searchLines(all, order({ limit: 100 }), everything, () => reads > 3);
    expect(first.isComplete).toBe(false);
    const rest = await searchLines(all, order({ limit: 100, before: first.cursor ?? 0 }), everything, always);
    expect([...idsOf(rest.lines), ...idsOf(first.lines)]).toEqual([...odd, ...even].toSorted((a, b) => a - b));
  });
});
