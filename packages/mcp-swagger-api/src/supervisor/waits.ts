import { pipeTurns } from './pipe-turns.js';

/** Calls `then` after `ms`, unless the function that it returns is called first. */
export function after(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
}

/** So many turns of our own event loop at least, before anybody has been silent for too long. */
const PARTS = 10;

/** A part counts so much, and so little when we were behind with reading all the while. */
const HEARD = 10;
const BEHIND = 1;

/**
 * Calls `expire` after `ms` in which we could have heard an answer; the function that it returns calls that off. While our own loop is held up, or
 * is behind with what processes said, answers wait unread: such a time counts as a tenth, or a busy API would condemn processes that are well.
 */
export function afterListening(ms: number, expire: () => void, reading: { readonly isBehind: boolean } = pipeTurns): () => void {
  let left = PARTS * HEARD;
  let timer: NodeJS.Timeout;
  let immediate: NodeJS.Immediate | undefined;
  const wait = (): void => {
    timer = setTimeout(() => {
      // Timers come before what has arrived, and what has arrived may be the answer.
      immediate = setImmediate(() => {
        left -= reading.isBehind ? BEHIND : HEARD;
        if (left <= 0) expire();
        else wait();
      });
    }, ms / PARTS);
  };
  wait();
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}
