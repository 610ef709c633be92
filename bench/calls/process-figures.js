// What the kernel says a process used (proc(5)); where there is no /proc, nothing.
import { readFileSync } from 'node:fs';

/** How many ticks of `stat` make a second; Linux has told programs 100 for as long as there is Node. */
const TICKS_A_SECOND = 100;

/** CPU time of all threads of a process so far, in µs. */
export function cpuMicros(pid) {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name of the program may hold spaces; it ends with the last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND) * 1e6;
}

/** Resident memory of a process, in MB. */
export function residentMb(pid) {
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readIfThere(`/proc/${pid}/status`) ?? '')?.[1];
  return kb === undefined ? undefined : Number(kb) / 1024;
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
