import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FrameLimit } from './frame-limit.js';

describe('FrameLimit', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  function limit() {
    const sent: [string, number[]][] = [];
    const frames = new FrameLimit<number[]>(250, (earlier, later) => [...earlier, ...later], (key, frame) => sent.push([key, frame]));
    return { frames, sent };
  }

  it('sends the first at once and merges the rest into one frame an interval', () => {
    const { frames, sent } = limit();
    for (const number of [1, 2, 3]) frames.push('a', [number]);
    expect(sent).toEqual([['a', [1]]]);
    jest.advanceTimersByTime(250);
    expect(sent).toEqual([['a', [1]], ['a', [2, 3]]]);
  });

  it('sends at most four frames a second, however many come', () => {
    const { frames, sent } = limit();
    for (let ms = 0; ms < 1_000; ms += 10) {
      frames.push('a', [ms]);
      jest.advanceTimersByTime(10);
    }
    expect(sent.length).toBeLessThanOrEqual(5);
    jest.advanceTimersByTime(250);
    expect(sent.flatMap(([, frame]) => frame)).toHaveLength(100);
  });

  it('limits each key by itself, and sends at once again after a quiet interval', () => {
    const { frames, sent } = limit();
    frames.push('a', [1]);
    frames.push('b', [2]);
    jest.advanceTimersByTime(1_000);
    frames.push('a', [3]);
    expect(sent.map(([key]) => key)).toEqual(['a', 'b', 'a']);
  });

  it('sends nothing after its stop', () => {
    const { frames, sent } = limit();
    frames.push('a', [1]);
    frames.push('a', [2]);
    frames.stop();
    jest.advanceTimersByTime(1_000);
    expect(sent).toHaveLength(1);
  });
});
