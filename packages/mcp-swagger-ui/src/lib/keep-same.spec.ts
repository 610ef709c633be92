import { describe, expect, it } from '@jest/globals';
import { keepSame } from './keep-same';

const one = { id: 1 };
const two = { id: 2 };

describe('keepSame', () => {
  it.each<[string, unknown, unknown, boolean]>([
    ['a list of the same items', [one, two], [one, two], true],
    ['a list in another order', [one, two], [two, one], false],
    ['a list with one more', [one], [one, two], false],
    ['an item that only looks the same', [one], [{ id: 1 }], false],
    ['a map of the same values', new Map([['a', 1]]), new Map([['a', 1]]), true],
    ['a map with another value', new Map([['a', 1]]), new Map([['a', 2]]), false],
    ['nothing before', undefined, [one], false],
  ])('%s', (_, before, now, isSame) => expect(keepSame(before, now) === before).toBe(isSame));
});
