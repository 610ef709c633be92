import { closeSync, readdirSync, readFileSync } from 'node:fs';

const O_CLOEXEC = 0o2000000;

/**
 * Closes what whoever started us left open, for our children would inherit it; gives the numbers. Node marks what it opens itself, and of what it
 * is born with only the first ones. Does nothing where the system does not tell (proc_pid_fdinfo(5)).
 */
export function closeInherited(): number[] {
  return descriptors().filter((fd) => {
    if (fd <= 2 || isOurOwn(fd)) return false;
    closeSync(fd);
    return true;
  });
}

/** Whether a child would not get it. */
export function isOurOwn(fd: number): boolean {
  try {
    const flags = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1];
    return flags === undefined || (Number.parseInt(flags, 8) & O_CLOEXEC) !== 0;
  } catch {
    // Closed meanwhile, as the one with which the list was read.
    return true;
  }
}

function descriptors(): number[] {
  try {
    return readdirSync('/proc/self/fd').map(Number);
  } catch {
    return [];
  }
}
