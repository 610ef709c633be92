import { describe, expect, it } from '@jest/globals';
import { allOf, Frames } from './frames';

describe('Frames', () => {
  const planned: (() => void)[] = [];
  const drawn: string[] = [];
  const frames = new Frames<string>(
    (letters) => drawn.push(letters.join('')),
    (run) => planned.push(run),
  );

  it('applies the first change at once, and those that follow together and in order', () => {
    frames.add('a');
    expect(drawn).toEqual(['a']);
    frames.add('b');
    frames.add('c', 'd');
    expect([drawn, planned.length]).toEqual([['a'], 1]);
    planned.shift()?.();
    expect(drawn).toEqual(['a', 'bcd']);
  });

  it('rests when nothing came, and begins anew', () => {
    planned.shift()?.();
    expect(planned).toEqual([]);
    frames.add('e');
    expect(drawn.at(-1)).toBe('e');
  });

  it('makes one edit of several', () => expect(allOf<number>([(n) => n + 1, (n) => n * 10])(1)).toBe(20));
});
