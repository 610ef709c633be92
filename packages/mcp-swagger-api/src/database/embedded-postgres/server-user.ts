import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** Whose rights the server has. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/** The user "nobody" of Linux, who owns nothing else of ours. */
const NOBODY: ServerUser = { uid: 65_534, gid: 65_534 };

interface Owner {
  uid: number;
  gid: number;
}

/**
 * The user to change to, or undefined to stay who we are. PostgreSQL refuses to run as root, and only runs a cluster of its own user:
 * root becomes the owner of the cluster, or nobody for a new one. Throws when the cluster belongs to somebody that we cannot become.
 */
export function serverUser(clusterDirectory: string, owner: Owner | undefined, uid = process.getuid?.()): ServerUser | undefined {
  if (uid === undefined) return undefined;
  if (uid !== 0) {
    if (owner === undefined || owner.uid === uid) return undefined;
    throw new EmbeddedPostgresError(
      'CLUSTER_UNUSABLE',
      `The database in ${clusterDirectory} belongs to user ${owner.uid}, and this is user ${uid}: start as user ${owner.uid === 0 ? 'root' : `${owner.uid} or root`}, change the owner (chown -R ${uid}), or set DATA_DIR to another directory.`,
    );
  }
  if (owner === undefined) return NOBODY;
  if (owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  throw new EmbeddedPostgresError(
    'CLUSTER_UNUSABLE',
    `The database in ${clusterDirectory} belongs to root, and PostgreSQL does not run as root: run chown -R ${NOBODY.uid}:${NOBODY.gid} ${clusterDirectory}, or set DATA_DIR to another directory.`,
  );
}

interface Permissions extends Owner {
  mode: number;
}

/** Whether that user may pass through a directory, by its mode bits alone. */
export function isOpenTo({ uid, gid }: ServerUser, directory: Permissions): boolean {
  if (directory.uid === uid) return (directory.mode & 0o100) !== 0;
  if (directory.gid === gid) return (directory.mode & 0o010) !== 0;
  return (directory.mode & 0o001) !== 0;
}

/** The first directory on an absolute path, itself included, that the user may not pass through; undefined: all are open. */
export async function closedDirectory(path: string, user: ServerUser): Promise<string | undefined> {
  const parent = dirname(path);
  const closed = parent === path ? undefined : await closedDirectory(parent, user);
  if (closed !== undefined) return closed;
  return isOpenTo(user, await stat(path)) ? undefined : path;
}
