import { workerData } from 'node:worker_threads';

const { parentPid, pollMs, graceMs } = workerData as { parentPid: number; pollMs: number; graceMs: number };

const timer = setInterval(() => {
  if (process.ppid === parentPid) return;
  clearInterval(timer);
  // The main thread may be stuck in a loop, so nothing gentler than this would reach it.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMs);
}, pollMs);
