import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { systemCode } from './embedded-postgres-error.js';

const run = promisify(execFile);
const QUERY_TIMEOUT_MS = 10_000;

/** What tells a process from a later one with the same number. */
export interface ProcessIdentity {
  /** When it started, in the system's own words; to be compared, not read. */
  startedAt: string;
  /** Its command line, or on Linux its program. */
  command: string;
  /** Linux only. */
  workingDirectory?: string;
}

/** The process with that number, or undefined when there is none: ended, never existed, or a zombie. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  if (!exists(pid)) return undefined;
  if (process.platform === 'linux') return identifyOnLinux(pid);
  if (process.platform === 'win32') return identifyBy('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', windowsQuery(pid)], /^(\d+) ?(.*)$/s);
  return identifyBy('ps', ['-ww', '-o', 'lstart=', '-o', 'command=', '-p', String(pid)], /^(.{24}) +(.*)$/s);
}

/** When a process started, in ticks since the machine's start: field 22 of /proc/PID/stat (proc(5)). Undefined for a zombie. */
export function startTicks(stat: string): string | undefined {
  // The second field is the program's name in brackets and may hold spaces and brackets itself.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : fields[18];
}

async function identifyOnLinux(pid: number): Promise<ProcessIdentity | undefined> {
  try {
    const [stat, boot] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile('/proc/sys/kernel/random/boot_id', 'utf8')]);
    const ticks = startTicks(stat);
    if (ticks === undefined) return undefined;
    const identity = { startedAt: `${boot.trim()} ${ticks}`, command: basename(await linkOf(pid, 'exe')) };
    return { ...identity, workingDirectory: await linkOf(pid, 'cwd') };
  } catch {
    // It ended while we looked.
    return undefined;
  }
}

/** Empty for a process of another user, whose links are not ours to read. */
async function linkOf(pid: number, name: 'exe' | 'cwd'): Promise<string> {
  return readlink(`/proc/${pid}/${name}`).catch(() => '');
}

function windowsQuery(pid: number): string {
  return `$p = Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}'; if ($p) { "$($p.CreationDate.ToFileTimeUtc()) $($p.CommandLine)" }`;
}

/** `pattern` finds the time and the command in what the program prints. */
async function identifyBy(program: string, args: string[], pattern: RegExp): Promise<ProcessIdentity | undefined> {
  try {
    const { stdout } = await run(program, args, { env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' }, timeout: QUERY_TIMEOUT_MS, windowsHide: true });
    const [, startedAt, command] = pattern.exec(stdout.trim()) ?? [];
    return startedAt === undefined || command === undefined ? undefined : { startedAt, command };
  } catch {
    // ps ends with 1 when there is no such process.
    return undefined;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return systemCode(error) === 'EPERM';
  }
}
