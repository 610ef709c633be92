import { Worker } from 'node:worker_threads';

/** Between two looks at the parent, and from its death until we are killed if we did not leave by ourselves; in ms. */
const WATCH = { pollMs: 100, graceMs: 250 };

/** A thread that finds no room is begun again after so long, in ms. */
const AGAIN_MS = 1_000;

/** How a thread fails that comes too late for a file or memory of its own: clients can take all that a process may open. */
const PASSING = new Set(['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM', 'ERR_WORKER_INIT_FAILED']);

/**
 * Ends this process when its parent dies, even if the event loop is blocked: a thread of its own looks at the parent's pid. A healthy
 * process leaves earlier, when its stdin ends. Nobody waits for the thread to begin, for that would be a tenth of the start.
 */
export function watchParent(parentPid: number): void {
  const worker = new Worker(new URL('./watchdog-worker.js', import.meta.url), {
    workerData: { ...WATCH, parentPid },
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  worker.unref();
  worker.once('error', (error: NodeJS.ErrnoException) => {
    if (!PASSING.has(error.code ?? '')) throw error;
    setTimeout(() => watchParent(parentPid), AGAIN_MS).unref();
  });
}
