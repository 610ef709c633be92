import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.js';

describe('Turns', () => {
  it('does the things of one key one after the other, in order, also after one that failed', async () => {
    const turns = new Turns();
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
      if (name === 'b') throw new Error('b failed');
      return name;
    };
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((name) => turns.run('key', work(name))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('does the things of different keys side by side', async () => {
    const turns = new Turns();
    let open: () => void = () => {};
    const first = turns.run('one', () => new Promise<void>((resolve) => (open = resolve)));
    expect(await turns.run('other', async () => 'done while the first is at it')).toBe('done while the first is at it');
    open();
    await first;
  });

  it('forgets a key when nothing is under way', async () => {
    const turns = new Turns();
    await turns.run('key', async () => {});
    await Promise.resolve();
    expect(turns.size).toBe(0);
  });
});
