// What the kernel says a process used (proc(5)); where there is no /proc, nothing.
import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of all threads of a process so far, in µs. `schedstat` counts nanoseconds, where `stat` counts hundredths of a second. */
export function cpuMicros(pid) {
  const threads = threadsOf(pid).map((thread) => readIfThere(`/proc/${pid}/task/${thread}/schedstat`));
  if (threads.length === 0) return undefined;
  return threads.reduce((sum, text) => sum + Number(text?.split(' ')[0] ?? 0), 0) / 1_000;
}

/** Resident memory of a process, in MB. */
export function residentMb(pid) {
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readIfThere(`/proc/${pid}/status`) ?? '')?.[1];
  return kb === undefined ? undefined : Number(kb) / 1024;
}

/** Proportional share of memory (PSS), in MB: what several processes share is counted for each in part. */
export function proportionalMb(pid) {
  const kb = /^Pss:\s+(\d+) kB$/m.exec(readIfThere(`/proc/${pid}/smaps_rollup`) ?? '')?.[1];
  return kb === undefined ? undefined : Number(kb) / 1024;
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function threadsOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}
