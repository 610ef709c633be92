import { Worker } from 'node:worker_threads';

/** Between two looks at the parent, and from its death until we are killed if we did not leave by ourselves; in ms. */
const WATCH = { pollMs: 100, graceMs: 250 };

/**
 * Ends this process when its parent dies, even if the event loop is blocked: a thread of its own looks at the parent's pid. A healthy
 * process leaves earlier, when its stdin ends.
 */
export function watchParent(parentPid: number): Worker {
  const worker = new Worker(new URL('./watchdog-worker.js', import.meta.url), {
    workerData: { ...WATCH, parentPid },
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  worker.unref();
  return worker;
}
