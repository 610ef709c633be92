import type { ExitCause } from 'mcp-swagger-ipc';
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
  cause: ExitCause;
  stderr: string[];
}

/** Node's code for an invalid argument. */
const INVALID_ARGUMENT = 9;

/** What a run and its exit come to. V8 says on stderr that the heap is full, Node that it does not know a flag, and nowhere else. */
export function processEnd(run: ProcessRun, exit: Pick<Exit, 'code' | 'signal' | 'spawnError' | 'expected' | 'replaced'>, wasCurrent: boolean): ProcessEnd {
  const heapFull = (exit.signal === 'SIGABRT' || exit.code === 134) && run.lastWords.some((line) => line.includes('heap out of memory'));
  const { generation, pid, startedAt, readyAt, unhealthy, fatal } = run;
  const unknownFlag = exit.code === INVALID_ARGUMENT && readyAt === undefined ? run.lastWords.map((line) => /: bad option: (\S+)/.exec(line)?.[1]).find((flag) => flag !== undefined) : undefined;
  const whole: Exit = { ...exit, unhealthy, fatal: fatal?.message, heapFull, unknownFlag };
  return { ...whole, generation, pid, wasCurrent, startedAt, at: Date.now(), ...exitReason(whole), stderr: run.lastWords };
}
