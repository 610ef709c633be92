import { describe, expect, it } from '@jest/globals';
import { Frames } from './frames';

describe('Frames', () => {
  it('applies what came in one turn together and in order', () => {
    const planned: (() => void)[] = [];
    const drawn: string[] = [];
    let value = '';
    const frames = new Frames<string>(
      (edit) => drawn.push((value = edit(value))),
      (run) => planned.push(run),
    );
    frames.add((text) => `${text}a`);
    frames.add((text) => `${text}b`);
    expect([planned.length, drawn]).toEqual([1, []]);
    planned.shift()?.();
    expect(drawn).toEqual(['ab']);
    frames.add((text) => `${text}c`);
    planned.shift()?.();
    expect(drawn).toEqual(['ab', 'abc']);
  });
});
