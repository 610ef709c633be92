import { describe, expect, it } from '@jest/globals';
import { PagedList } from './paged-list.js';

const numbers = Array.from({ length: 1_203 }, (_, index) => index);
const listOf = (items: readonly number[], pageLength?: number): PagedList<number> => new PagedList(() => items, String, pageLength);

/** The cursor of the second page, led to another place. */
function cursorOf(position: number): string {
  const cursor = Buffer.from(listOf(numbers).page(undefined).nextCursor ?? '', 'base64url').toString();
  return Buffer.from(cursor.replace(/500$/, String(position))).toString('base64url');
}

describe('a paged list', () => {
  it('gives every item once, in order, over its pages', () => {
    const list = listOf(numbers);
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
    expect(listOf([1, 2]).page(undefined)).toEqual({ items: [1, 2] });
  });

  it('ends without an empty page when the last one is full', () => {
    const list = listOf([1, 2, 3, 4], 2);
    const { nextCursor } = list.page(undefined);
    expect(list.page(nextCursor)).toEqual({ items: [3, 4] });
  });

  it.each([
    ['of a list that had one more', listOf([...numbers, 1_203]).page(undefined).nextCursor],
    ['of a list in which one was called otherwise', listOf(numbers.map((number) => (number === 7 ? 7_000 : number))).page(undefined).nextCursor],
    ['of a list in another order', listOf([...numbers].reverse()).page(undefined).nextCursor],
    ['that is no cursor', 'hello'],
    ['that is empty', ''],
    ['beyond the end', cursorOf(99_999)],
    ['in the middle of nowhere', cursorOf(-5)],
    ['that never ends', 'A'.repeat(10_000)],
  ])('refuses a cursor %s', (_, cursor) => {
    expect(() => listOf(numbers).page(cursor ?? '')).toThrow(/list again from the start/);
  });

  it('takes the cursor of another list of the same names, such as that of another process', () => {
    const { nextCursor } = listOf([...numbers]).page(undefined);
    expect(listOf(numbers).page(nextCursor).items[0]).toBe(500);
  });
});
