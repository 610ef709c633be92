import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { socketPath } from './client-host.js';

const NAME = 'postmaster.pid';

/** What a running server writes about itself into its cluster. */
export interface PostmasterFile {
  pid: number;
  isReady: boolean;
}

/** Reads the text of `postmaster.pid`: line 1 is the process, line 8 its status (PostgreSQL's miscadmin.h). Undefined while it is being written. */
export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const lines = text.split('\n');
  // A server that PostgreSQL runs for one client alone writes its number as a negative one.
  const pid = Math.abs(Number.parseInt(lines[0] ?? '', 10));
  return Number.isSafeInteger(pid) && pid > 0 ? { pid, isReady: lines[7]?.trim() === 'ready' } : undefined;
}

/** The file of a cluster; undefined when there is none. */
export async function readPostmasterFile(clusterDirectory: string): Promise<PostmasterFile | undefined> {
  try {
    return parsePostmasterFile(await readFile(join(clusterDirectory, NAME), 'utf8'));
  } catch {
    return undefined;
  }
}

/** What a server that was killed leaves in its cluster: its socket, the socket's own lock with the same process number, and that file. */
export function serverFilePaths(clusterDirectory: string): string[] {
  const socket = socketPath(clusterDirectory);
  return [socket, `${socket}.lock`, join(clusterDirectory, NAME)];
}
