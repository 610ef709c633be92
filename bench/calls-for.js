// Calls of some servers through the gateway at a steady pace, for the measures of what others cost them.
import { setTimeout as delay } from 'node:timers/promises';
import { call } from '../tests/chaos/load.js';

const PACE_MS = 5;

/** How long each call took, in ms, of one caller a server for so many ms. Rejects when a call is lost. */
export async function callsFor(url, ids, ms) {
  const times = [];
  const end = performance.now() + ms;
  await Promise.all(
    ids.map(async (id) => {
      while (performance.now() < end) {
        const at = performance.now();
        const answer = await call(url, id);
        if (answer !== 'answered') throw new Error(`A call of a server that has no part in it was lost: ${answer}`);
        times.push(performance.now() - at);
        await delay(PACE_MS);
      }
    }),
  );
  return times;
}
