import { createHash } from 'node:crypto';
import { lstat, mkdir, open, readlink, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SOCKET_PORT } from './door.js';
import { codeOf } from '../../common/error-facts.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** The space for a socket's path is 108 bytes on Linux and 104 on macOS, with a byte at its end (unix(7), sys/un.h). */
const MAX_SOCKET_PATH_BYTES = 103;

export interface ClientHost {
  /** A directory, as `pg` takes it; it means this only in our own process. */
  path: string;
  close(): Promise<void>;
}

/** Whether a socket in that directory can be named at all. */
export function fitsSocketPath(directory: string): boolean {
  return Buffer.byteLength(socketPath(directory)) <= MAX_SOCKET_PATH_BYTES;
}

export function socketPath(directory: string): string {
  return join(directory, `.s.PGSQL.${SOCKET_PORT}`);
}

/** A name for the cluster's directory that is short enough for a socket; itself where it can be. */
export async function openClientHost(clusterDirectory: string, platform: string = process.platform, shortDirectory = tmpdir()): Promise<ClientHost> {
  if (fitsSocketPath(clusterDirectory)) return { path: clusterDirectory, close: async () => {} };
  return platform === 'linux' ? openByHandle(clusterDirectory) : openByLink(clusterDirectory, shortDirectory);
}

/** Linux names an open directory by a number: nothing in a public directory, nothing left behind. */
async function openByHandle(clusterDirectory: string): Promise<ClientHost> {
  const handle = await open(clusterDirectory);
  return { path: `/proc/self/fd/${handle.fd}`, close: () => handle.close() };
}

/** A link in a private directory, named after the cluster so that the next start finds and replaces what a killed one left. */
async function openByLink(clusterDirectory: string, shortDirectory: string): Promise<ClientHost> {
  const name = createHash('sha256').update(clusterDirectory).digest('hex').slice(0, 12);
  const directory = join(shortDirectory, `mcp-swagger-${name}`);
  const path = join(directory, 'db');
  if (!fitsSocketPath(path)) throw new EmbeddedPostgresError('DATA_DIRECTORY_UNUSABLE', `The path of ${clusterDirectory} is too long for a Unix socket, and so is ${shortDirectory}: set DATA_DIR or TMPDIR to a shorter path.`);
  await makePrivate(directory);
  await rm(path, { force: true });
  await symlink(clusterDirectory, path);
  if ((await readlink(path)) !== clusterDirectory) throw notOurs(directory);
  return { path, close: () => rm(directory, { recursive: true, force: true }) };
}

/** In a directory of others, only what is ours and closed to them can be trusted to lead to our server. */
async function makePrivate(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const { mode, uid } = await lstat(directory);
    const isDirectory = (mode & 0o170000) === 0o040000;
    if (!isDirectory || uid !== process.getuid?.() || (mode & 0o077) !== 0) throw notOurs(directory);
  }
}

function notOurs(directory: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError('DATA_DIRECTORY_UNUSABLE', `${directory} belongs to somebody else: remove it, or set DATA_DIR to a shorter path.`);
}
