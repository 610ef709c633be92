import { describe, expect, it } from '@jest/globals';
import { allPages, type ListPage } from './all-pages.js';

const most = { pages: 4, items: 100, characters: 1_000, ms: 60_000 };
/** Pages without an end, and how many of them were asked for. */
function endless(page: (number: number) => ListPage<unknown>) {
  const asked: (string | undefined)[] = [];
  return {
    asked,
    read: (cursor: string | undefined) => {
      asked.push(cursor);
      return Promise.resolve(page(asked.length));
    },
  };
}

describe('allPages', () => {
  it('reads a list to its end, in order', async () => {
    const pages: Record<string, ListPage<number>> = { start: { items: [1, 2], next: 'b' }, b: { items: [], next: 'c' }, c: { items: [3] } };
    expect(await allPages('tools', (cursor = 'start') => Promise.resolve(pages[cursor] ?? { items: [] }), most)).toEqual([1, 2, 3]);
  });

  it.each<[string, (number: number) => ListPage<unknown>, RegExp, number]>([
    ['pages without end', (number) => ({ items: [], next: `${number}` }), /tools has too many pages: at most 4/, 4],
    ['a page that is its own next one', () => ({ items: [1], next: 'again' }), /no end: a page names itself/, 2],
    ['too many of them', (number) => ({ items: Array(60).fill(1), next: `${number}` }), /too long: at most 100 /, 2],
    ['too much of them', (number) => ({ items: ['x'.repeat(600)], next: `${number}` }), /too large: at most 1000 /, 2],
    ['too many on one page', () => ({ items: Array(300_000).fill(1) }), /too long/, 1],
  ])('gives up with %s, and asks for no more', async (_, page, message, pages) => {
    const { asked, read } = endless(page);
    await expect(allPages('tools', read, most)).rejects.toThrow(message);
    expect(asked).toHaveLength(pages);
  });

  it('gives up when it takes too long', async () => {
    const { asked, read } = endless((number) => ({ items: [number], next: `${number}` }));
    await expect(allPages('tools', read, { ...most, ms: -1 })).rejects.toThrow(/takes too long/);
    expect(asked).toHaveLength(1);
  });
});
