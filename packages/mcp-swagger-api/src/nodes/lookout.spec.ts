import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Lookout } from './lookout.js';

let looks: number;
let lookout: Lookout;

beforeEach(() => {
  jest.useFakeTimers();
  looks = 0;
  lookout = new Lookout(() => void (looks += 1));
});
afterEach(() => {
  lookout.close();
  jest.useRealTimers();
});

describe('A node looks', () => {
  it('once for all that was told in the same moment', () => {
    for (let note = 0; note < 5; note += 1) lookout.soon();
    jest.advanceTimersByTime(1_000);
    expect(looks).toBe(1);
    lookout.soon();
    jest.advanceTimersByTime(1_000);
    expect(looks).toBe(2);
  });

  it('when a lease is over that nobody renewed, and not before', () => {
    lookout.atEnd(15_000);
    jest.advanceTimersByTime(15_000);
    expect(looks).toBe(0);
    jest.advanceTimersByTime(100);
    expect(looks).toBe(1);
  });

  it('not for a lease that was renewed meanwhile, or is nobody’s any more', () => {
    lookout.atEnd(15_000);
    jest.advanceTimersByTime(10_000);
    lookout.atEnd(15_000);
    jest.advanceTimersByTime(10_000);
    lookout.atEnd(undefined);
    jest.advanceTimersByTime(100_000);
    expect(looks).toBe(0);
  });
});
