import { type Exit, exitReason } from './exit-reason.js';
import type { ProcessRun } from './process-run.js';

/** How one process ended. `wasCurrent`: it was the one that served, not a replacement that failed or a predecessor that drained. Times: epoch ms. */
export interface ProcessEnd extends Exit {
  generation: number;
  pid: number | null;
  wasCurrent: boolean;
  startedAt: number;
  at: number;
  reason: string;
  stderr: string[];
}

/** What a run and its exit come to. V8 says on stderr that the heap is full, and nowhere else. */
export function processEnd(run: ProcessRun, exit: Pick<Exit, 'code' | 'signal' | 'spawnError' | 'expected' | 'replaced'>, wasCurrent: boolean): ProcessEnd {
  const heapFull = (exit.signal === 'SIGABRT' || exit.code === 134) && run.stderr.items.some((line) => line.includes('heap out of memory'));
  const { generation, pid, startedAt, unhealthy, fatal } = run;
  const whole: Exit = { ...exit, unhealthy, fatal: fatal?.message, heapFull };
  return { ...whole, generation, pid, wasCurrent, startedAt, at: Date.now(), reason: exitReason(whole), stderr: run.stderr.items };
}
