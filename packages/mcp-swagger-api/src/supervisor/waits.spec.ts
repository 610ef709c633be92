import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { afterListening } from './waits.js';

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('The time in which an answer is waited for', () => {
  it('is as long as it says while our loop turns', async () => {
    const begun = performance.now();
    await new Promise<void>((resolve) => afterListening(100, resolve));
    // Each of its parts may end a part of a millisecond early; one part alone would be a tenth.
    expect(performance.now() - begun).toBeGreaterThanOrEqual(50);
  });

  it('goes on after our loop was held up for longer than that', async () => {
    let isOver = false;
    const over = new Promise<void>((resolve) => {
      afterListening(1_000, () => {
        isOver = true;
        resolve();
      });
    });
    block(1_200);
    for (let turns = 0; turns < 5; turns += 1) await turn();
    expect(isOver).toBe(false);
    await over;
  });

  it('counts a tenth while we are behind with reading, and has an end all the same', async () => {
    let looks = 0;
    const reading = {
      get isBehind() {
        looks += 1;
        return looks <= 50;
      },
    };
    await new Promise<void>((resolve) => afterListening(20, resolve, reading));
    // Fifty parts of which each counts a tenth, and five that count whole.
    expect(looks).toBe(55);
  });

  it.each([0, 1, 20])('ends without a word when it is called off after %d ms', async (ms) => {
    let isOver = false;
    const callOff = afterListening(20, () => (isOver = true));
    if (ms > 0) block(ms);
    callOff();
    await delay(60);
    expect(isOver).toBe(false);
  });
});
