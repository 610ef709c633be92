import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EmbeddedKeeper } from './embedded-keeper.js';
import type { EmbeddedPostgres } from './embedded-postgres/index.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A server that lives for so long, or until it is stopped. */
function livesFor(ms: number): EmbeddedPostgres {
  let stop: () => void = () => {};
  const exited = new Promise<{ code: number; signal: null }>((resolve) => {
    stop = () => resolve({ code: 1, signal: null });
    setTimeout(stop, ms);
  });
  return { host: '', port: 1, user: '', database: '', pid: 1, replacedLeftover: false, exited, stop: () => Promise.resolve(stop()) };
}

async function startsWithin(ms: number, lifeMs: number): Promise<number> {
  let starts = 0;
  const start = () => {
    starts += 1;
    return Promise.resolve(livesFor(lifeMs));
  };
  const wait = (waitMs: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      setTimeout(resolve, waitMs);
      signal.addEventListener('abort', () => resolve());
    });
  const keeper = new EmbeddedKeeper(livesFor(0), start, () => {}, wait);
  await jest.advanceTimersByTimeAsync(ms);
  await keeper.close();
  return starts;
}

describe('EmbeddedKeeper', () => {
  it('brings it back at once', async () => {
    expect(await startsWithin(10, 1_000_000)).toBe(1);
  });

  it('waits longer and longer for one that ends as soon as it has started', async () => {
    // At once, after 0.2 s, 0.4 s, 0.8 s …, and every 30 s in the end.
    expect(await startsWithin(60_000, 1)).toBe(9);
  });

  it('forgives the earlier ends of one that lived for a while', async () => {
    expect(await startsWithin(5 * 60_000 + 1_000, 60_000)).toBe(6);
  });
});
