/** Calls `then` after `ms`, unless the function that it returns is called first. */
export function after(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
}

/** So many turns of our own event loop at least, before anybody has been silent for too long. */
const PARTS = 10;

/**
 * Calls `expire` after `ms` in which we could have heard an answer; the function that it returns calls that off. While our own loop is held up,
 * answers wait unread: such a time counts as a tenth, however long it is, or a busy API would condemn processes that are well.
 */
export function afterListening(ms: number, expire: () => void): () => void {
  let left = PARTS;
  let timer: NodeJS.Timeout;
  let immediate: NodeJS.Immediate | undefined;
  const wait = (): void => {
    timer = setTimeout(() => {
      left -= 1;
      // Timers come before what has arrived, and what has arrived may be the answer.
      if (left === 0) immediate = setImmediate(expire);
      else wait();
    }, ms / PARTS);
  };
  wait();
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}
