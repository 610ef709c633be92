import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { codeOf } from '../../common/error-facts.js';

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

/** In the place of the start of a process that is there, where the system does not tell. */
export const UNKNOWN_START = 'unknown';

/** The process with that number, or undefined when there is none: ended, never existed, or a zombie. */
export async function identifyProcess(pid: number, platform: string = process.platform): Promise<ProcessIdentity | undefined> {
  if (!exists(pid)) return undefined;
  try {
    if (platform === 'linux') return await identifyOnLinux(pid);
    return platform === 'win32' ? await identifyOnWindows(pid) : await identifyByPs(pid);
  } catch {
    // It ended while we looked, or we may not look.
    return exists(pid) ? { startedAt: UNKNOWN_START, command: '' } : undefined;
  }
}

/** When a process started, in ticks since the machine's start: field 22 of /proc/PID/stat (proc(5)). Undefined for a zombie. */
export function startTicks(stat: string): string | undefined {
  // The second field is the program's name in brackets and may hold spaces and brackets itself.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : fields[18];
}

async function identifyOnLinux(pid: number): Promise<ProcessIdentity | undefined> {
  const [stat, boot] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile('/proc/sys/kernel/random/boot_id', 'utf8')]);
  const ticks = startTicks(stat);
  if (ticks === undefined) return undefined;
  const [program, workingDirectory] = await Promise.all([linkOf(pid, 'exe'), linkOf(pid, 'cwd')]);
  return { startedAt: `${boot.trim()} ${ticks}`, command: basename(program), workingDirectory };
}

/** Empty for a process of another user, whose links are not ours to read. */
async function linkOf(pid: number, name: 'exe' | 'cwd'): Promise<string> {
  return readlink(`/proc/${pid}/${name}`).catch(() => '');
}

async function identifyByPs(pid: number): Promise<ProcessIdentity | undefined> {
  const line = await ask('ps', ['-ww', '-o', 'stat=', '-o', 'lstart=', '-o', 'command=', '-p', String(pid)]);
  const [, state, startedAt, command] = /^(\S+) +(\S+ +\S+ +\d+ +[\d:]+ +\d+) +(.*)$/s.exec(line) ?? [];
  if (state === undefined || startedAt === undefined || command === undefined) throw new Error('A line of ps was expected.');
  return state.startsWith('Z') ? undefined : { startedAt, command };
}

async function identifyOnWindows(pid: number): Promise<ProcessIdentity> {
  const query = `$p = Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}'; "$($p.CreationDate.ToFileTimeUtc()) $($p.CommandLine)"`;
  const [, startedAt, command] = /^(\d+) ?(.*)$/s.exec(await ask('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', query])) ?? [];
  if (startedAt === undefined || command === undefined) throw new Error('A line of PowerShell was expected.');
  return { startedAt, command };
}

async function ask(program: string, args: string[]): Promise<string> {
  const { stdout } = await run(program, args, { env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' }, timeout: QUERY_TIMEOUT_MS, windowsHide: true });
  return stdout.trim();
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return codeOf(error) === 'EPERM';
  }
}
