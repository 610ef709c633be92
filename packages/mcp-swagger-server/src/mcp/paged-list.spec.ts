import { describe, expect, it } from '@jest/globals';
import { PagedList } from './paged-list.js';

const numbers = Array.from({ length: 1_203 }, (_, index) => index);

describe('a paged list', () => {
  it('gives every item once, in order, over its pages', () => {
    const list = new PagedList(() => numbers, 'v1');
    const seen: number[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = list.page(cursor);
      seen.push(...page.items);
      cursor = page.nextCursor;
      pages += 1;
    } while (cursor !== undefined);
    expect(seen).toEqual(numbers);
    expect(pages).toBe(3);
  });

  it('has one page and no cursor when it is short', () => {
    expect(new PagedList(() => [1, 2], 'v1').page(undefined)).toEqual({ items: [1, 2] });
  });

  it('ends without an empty page when the last one is full', () => {
    const list = new PagedList(() => [1, 2, 3, 4], 'v1', 2);
    const { nextCursor } = list.page(undefined);
    expect(list.page(nextCursor)).toEqual({ items: [3, 4] });
  });

  it.each([
    ['of another version', new PagedList(() => numbers, 'v0').page(undefined).nextCursor],
    ['that is no cursor', 'hello'],
    ['that is empty', ''],
    ['beyond the end', Buffer.from('v1:99999').toString('base64url')],
    ['in the middle of nowhere', Buffer.from('v1:-5').toString('base64url')],
    ['that never ends', 'A'.repeat(10_000)],
  ])('refuses a cursor %s', (_, cursor) => {
    expect(() => new PagedList(() => numbers, 'v1').page(cursor ?? '')).toThrow(/list again from the start/);
  });
});
