import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { inUse } from './data-directory-lock.js';
import { codeOf } from '../../common/error-facts.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { readPostmasterFile, serverFilePaths } from './postmaster-file.js';
import { identifyProcess, type ProcessIdentity, UNKNOWN_START } from './process-identity.js';
import type { Programs } from './programs.js';
import { runProgram } from './run-program.js';

const POLL_MS = 20;

/** Each with the time that it gets: end in order, end at once, end. */
const STEPS = [
  { signal: 'INT', patienceMs: 10_000 },
  { signal: 'QUIT', patienceMs: 7_000 },
  { signal: 'KILL', patienceMs: 3_000 },
] as const;

export interface LeftoverSearch {
  dataDir: string;
  clusterDirectory: string;
  /** Where the server's Unix socket would be, if it has one. */
  socket: string | undefined;
  programs: Programs;
}

/**
 * Ends a server of this cluster whose API is gone, and removes what a killed one left: its processes, and its files, for PostgreSQL
 * refuses to start when the number in them is another process's by now, or a zombie's. Says whether a server ran. Only the holder of the
 * data directory's lock may call this.
 */
export async function stopLeftover({ dataDir, clusterDirectory, socket, programs }: LeftoverSearch): Promise<boolean> {
  const left = serverFilePaths(clusterDirectory).filter((path) => existsSync(path));
  // PostgreSQL removes them at its orderly end.
  if (left.length === 0) return false;
  const file = await readPostmasterFile(clusterDirectory);
  const named = file === undefined ? undefined : await identifyProcess(file.pid);
  // Not to be told from a server: PostgreSQL itself shall decide, and rather refuse to start.
  if (named?.startedAt === UNKNOWN_START) return false;
  const ran = file !== undefined && named !== undefined && serves(named, clusterDirectory);
  if (ran) await end(clusterDirectory, file.pid, programs);
  for (const pid of await findOrphans(clusterDirectory)) {
    kill(pid);
    await isGone(clusterDirectory, pid, STEPS[2].patienceMs);
  }
  // Nothing of ours is alive: who answers now is out of our sight, in another container with the same volume.
  if (socket !== undefined && (await answers(socket))) throw inUse(dataDir, 'a PostgreSQL of another container');
  for (const path of left) await rm(path, { force: true });
  return ran;
}

async function isServerOf(clusterDirectory: string, pid: number): Promise<boolean> {
  const identity = await identifyProcess(pid);
  return identity !== undefined && serves(identity, clusterDirectory);
}

/** Whether that process is a PostgreSQL of that cluster. */
export function serves({ command, workingDirectory }: ProcessIdentity, clusterDirectory: string): boolean {
  // Every process of PostgreSQL works in its cluster's directory, and so may the shell of an administrator.
  if (workingDirectory !== undefined) return command === 'postgres' && workingDirectory === clusterDirectory;
  return /\bpostgres(\.exe)?\b/.test(command) && command.includes(clusterDirectory);
}

async function end(clusterDirectory: string, pid: number, programs: Programs): Promise<void> {
  for (const { signal, patienceMs } of STEPS) {
    await send(pid, signal, programs);
    if (await isGone(clusterDirectory, pid, patienceMs)) return;
  }
  throw new EmbeddedPostgresError('LEFTOVER_ALIVE', `A PostgreSQL of an earlier start (process ${pid}) still uses ${clusterDirectory} and does not end: end it, or restart the machine.`);
}

async function isGone(clusterDirectory: string, pid: number, patienceMs: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (await isServerOf(clusterDirectory, pid)) {
    if (performance.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

/** Processes whose server was killed while they were too busy to notice; Linux only, elsewhere the start is tried until they have. */
async function findOrphans(clusterDirectory: string): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const orphans: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (/^\d+$/.test(entry) && (await isServerOf(clusterDirectory, Number(entry)))) orphans.push(Number(entry));
  }
  return orphans;
}

async function send(pid: number, signal: (typeof STEPS)[number]['signal'], programs: Programs): Promise<void> {
  if (process.platform === 'win32' && signal !== 'KILL') await runProgram(programs.pgCtl, ['kill', signal, String(pid)], { user: undefined, timeoutMs: 5_000 });
  else kill(pid, `SIG${signal}`);
}

function kill(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

async function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
