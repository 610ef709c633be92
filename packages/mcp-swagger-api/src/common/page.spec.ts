import { describe, expect, it } from '@jest/globals';
import { takePage } from './page.js';

const key = (name: string) => name;

function walk(items: string[], limit: number): string[][] {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const { items: taken, nextCursor } = takePage(items, key, limit, cursor);
    pages.push(taken);
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return pages;
}

describe('takePage', () => {
  it('gives everything once, in order', () => {
    expect(walk(['d', 'b', 'a', 'e', 'c'], 2)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('has no next page behind a full last one', () => {
    expect(walk(['a', 'b'], 2)).toEqual([['a', 'b']]);
  });

  it('skips nothing when the item at the cursor is gone', () => {
    const { nextCursor } = takePage(['a', 'b', 'c'], key, 2, undefined);
    expect(takePage(['a', 'c'], key, 2, nextCursor as string).items).toEqual(['c']);
  });

  it('refuses a cursor that is not its own', () => {
    expect(() => takePage(['a'], key, 2, '%%%')).toThrow('cursor');
  });
});
