import type { ChildMessage } from 'mcp-swagger-ipc';
import type { Exit } from './exit-reason.js';
import type { IpcMeter } from './ipc-meter.js';
import type { ProcessListener } from './process-listener.js';
import type { ProcessRecords } from './process-records.js';
import { ProcessRun, type Serves } from './process-run.js';
import type { ProcessSpec } from './process-spec.js';
import type { ResourceSample, ResourceSampler } from './resource-sampler.js';

/** What many processes share; each may be absent, and then nobody measures or remembers. */
export interface Instruments {
  sampler?: ResourceSampler | undefined;
  records?: ProcessRecords | undefined;
}

/** Told of one run by name, for there may be several of a server. */
export interface RunsListener {
  received(run: ProcessRun, message: ChildMessage): void;
  misunderstood(run: ProcessRun, detail: string): void;
  sampled(run: ProcessRun, sample: ResourceSample): void;
  closed(run: ProcessRun, exit: Pick<Exit, 'code' | 'signal' | 'spawnError'>): void;
}

export interface RunOptions {
  spec: ProcessSpec;
  generation: number;
  preferredPort: number | undefined;
  meter: IpcMeter;
  serves?: Serves;
}

/** Starts a process that is remembered and measured as long as it lives. */
export function startRun({ spec, generation, preferredPort, meter, serves }: RunOptions, { records, sampler }: Instruments, words: Pick<ProcessListener, 'mayRead' | 'lines' | 'remark'>, listener: RunsListener): ProcessRun {
  const run: ProcessRun = new ProcessRun(spec, generation, preferredPort, {
    message: (message) => listener.received(run, message),
    mayRead: () => words.mayRead(),
    lines: (stream, lines, unread) => words.lines(stream, lines, unread),
    invalid: (detail) => listener.misunderstood(run, detail),
    closed: (exit) => {
      if (run.pid !== null) records?.forget(spec.serverId, run.pid);
      listener.closed(run, exit);
    },
  }, meter, serves);
  const { pid, marker } = run;
  if (pid !== null) records?.note(spec.serverId, pid, marker);
  if (pid !== null) run.unwatch = sampler?.watch(pid, (sample) => listener.sampled(run, sample)) ?? run.unwatch;
  words.remark(`Process ${pid ?? '-'} started (generation ${generation}).`);
  return run;
}
