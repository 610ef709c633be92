/** The outcome of a promise that others wait for too, or the reason of the signal, whichever comes first. */
export async function untilAborted<T>(outcome: Promise<T>, signal: AbortSignal): Promise<T> {
  // When nobody waits any more, its failure is nobody's.
  outcome.catch(() => {});
  signal.throwIfAborted();
  let stop = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([outcome, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
