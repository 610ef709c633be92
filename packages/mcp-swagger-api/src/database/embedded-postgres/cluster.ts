import { chmod, chown, mkdtemp, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Door } from './door.js';
import { codeOf, messageOf } from '../../common/error-facts.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { runProgram } from './run-program.js';
import type { RunnablePrograms } from './runnable-programs.js';
import { closedDirectory, type ServerUser } from './server-user.js';

const INITDB_TIMEOUT_MS = 120_000;

/** The only user and database of a cluster; every cluster has that database. */
export const CLUSTER_USER = 'postgres';
export const CLUSTER_DATABASE = 'postgres';

/** The cluster's directory as it is now: its owner, or undefined when there is no cluster yet. Throws CLUSTER_UNUSABLE. */
export async function inspectCluster(directory: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const { uid, gid } = await stat(directory);
    const entries = await readdir(directory);
    if (entries.includes('PG_VERSION')) return { uid, gid };
    if (entries.length > 0) throw unusable(directory, `holds files, and is no database of PostgreSQL. Move it away`);
    await rmdir(directory);
    return undefined;
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    switch (codeOf(error)) {
      case 'ENOENT':
        return undefined;
      case 'ENOTDIR':
        throw unusable(directory, 'is a file, where the directory of the database was expected. Move it away', error);
      case undefined:
      default:
        throw unusable(directory, `cannot be used (${messageOf(error)}). Correct its owner and its permissions`, error);
    }
  }
}

/** PostgreSQL reads the files of its own major version only. Throws CLUSTER_UNUSABLE. */
export async function checkVersion(directory: string, programs: RunnablePrograms): Promise<void> {
  const version = (await readFile(join(directory, 'PG_VERSION'), 'utf8')).trim();
  if (version === programs.majorVersion) return;
  throw unusable(
    directory,
    `was made by PostgreSQL ${version}, and this product brings PostgreSQL ${programs.majorVersion}. Dump it with pg_dumpall of version ${version}, move it away, start, and restore the dump`,
  );
}

export interface ClusterCreation {
  directory: string;
  programs: RunnablePrograms;
  user: ServerUser | undefined;
  door: Door;
  signal: AbortSignal | undefined;
}

/**
 * Makes a cluster. It gets its name when it is complete and on the disk, so a killed attempt leaves nothing that looks like one; and
 * its draft a new name each time, for initdb outlives a killed API and would go on writing there.
 */
export async function createCluster({ directory, programs, user, door, signal }: ClusterCreation): Promise<void> {
  await removeDrafts(directory);
  const draft = await mkdtemp(draftPrefix(directory));
  await chmod(draft, 0o700);
  if (user !== undefined) await chown(draft, user.uid, user.gid);
  try {
    const args = ['-D', await clusterArgument(draft, user), '-U', CLUSTER_USER, '-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--wal-segsize=4', '--no-instructions'];
    const run = await runProgram(programs.initdb, [...args, ...authentication(door)], { user, cwd: draft, signal, timeoutMs: INITDB_TIMEOUT_MS });
    if (run.code !== 0) throw new EmbeddedPostgresError('INITDB_FAILED', `A database could not be made in ${directory}: ${run.systemCode ?? lastLines(run.output)}`);
    await rename(draft, directory);
    await syncDirectory(dirname(directory));
  } catch (error) {
    await removeDraft(draft);
    throw error;
  }
}

function draftPrefix(directory: string): string {
  return `${directory}.new-`;
}

async function removeDrafts(directory: string): Promise<void> {
  const parent = dirname(directory);
  for (const entry of await readdir(parent)) {
    if (entry.startsWith(basename(draftPrefix(directory)))) await removeDraft(join(parent, entry));
  }
}

/** What an initdb still writes to is left for the next start; it is only space. */
async function removeDraft(draft: string): Promise<void> {
  await rm(draft, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }).catch(() => {});
}

/**
 * How the server's user names the cluster, whose directory it is started in. On Linux its own working directory is open to it even
 * below a directory that is not, such as /root. Throws DATA_DIRECTORY_UNUSABLE elsewhere.
 */
export async function clusterArgument(directory: string, user: ServerUser | undefined, platform: string = process.platform): Promise<string> {
  const closed = user === undefined ? undefined : await closedDirectory(dirname(directory), user);
  if (user === undefined || closed === undefined) return directory;
  if (platform === 'linux') return '/proc/self/cwd';
  throw new EmbeddedPostgresError(
    'DATA_DIRECTORY_UNUSABLE',
    `PostgreSQL does not run as root, and the user ${user.uid} that it runs as instead may not pass through ${closed}: start as an ordinary user, run chmod o+x ${closed}, or set DATA_DIR to a directory elsewhere.`,
  );
}

function authentication(door: Door): string[] {
  return door.kind === 'socket' ? ['--auth=trust'] : ['--auth=scram-sha-256', `--pwfile=${door.passwordFile}`];
}

async function syncDirectory(path: string): Promise<void> {
  // Windows can neither open nor sync a directory.
  if (process.platform === 'win32') return;
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function lastLines(output: string): string {
  return output.split('\n').slice(-5).join('\n').slice(-1_000);
}

function unusable(directory: string, why: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError('CLUSTER_UNUSABLE', `${directory} ${why}, or set DATA_DIR to another directory.`, cause);
}
