import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ClientHost, openClientHost, socketPath } from './client-host.js';
import { checkVersion, CLUSTER_DATABASE, CLUSTER_USER, clusterArgument, createCluster, inspectCluster } from './cluster.js';
import { openDataDirectory } from './data-directory.js';
import { lockDataDirectory } from './data-directory-lock.js';
import { type Door, findFreePort, openDoor, SOCKET_PORT } from './door.js';
import { messageOf } from '../../common/error-facts.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { stopLeftover } from './leftover.js';
import { Postmaster } from './postmaster.js';
import { findPackage } from './programs.js';
import { type RunnablePrograms, runnablePrograms } from './runnable-programs.js';
import { serverArguments } from './server-arguments.js';
import type { ServerExit } from './server-exit.js';
import { type ServerUser, serverUser } from './server-user.js';

export interface EmbeddedPostgresOptions {
  /** The product's data directory; the cluster lives in `postgres` below it. */
  dataDir: string;
  /** Takes the server's own log, a line at a time, at most 8 KiB each. */
  log: (line: string) => void;
  /** Cancels the start; once it has started, stop() ends it. */
  signal?: AbortSignal;
}

/** A running PostgreSQL of our own. */
export interface EmbeddedPostgres {
  /** For `pg`: the directory of the Unix socket, meant for this process; on Windows 127.0.0.1. */
  host: string;
  port: number;
  user: string;
  database: string;
  /** Windows only: a Unix socket is guarded by its directory. */
  password?: string;
  /** The server's main process. */
  pid: number;
  /** A server had outlived its API and was stopped first. */
  replacedLeftover: boolean;
  /** When the server is gone, asked for or not, and the data directory is free for another start. */
  exited: Promise<ServerExit>;
  /** Ends the server in order and resolves when it is gone; within 20 s, if need be by force. */
  stop(): Promise<void>;
}

/** A busy process of a killed server may need some seconds to see it; a port may be taken between its choice and its use. */
const RETRY_FOR_MS = 6_000;
const RETRY_EVERY_MS = 200;

/** Runs a PostgreSQL in the data directory until stop() or the end of this process. Throws EmbeddedPostgresError. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  return startBehind(process.platform === 'win32' ? 'tcp' : 'socket', options);
}

/** The same with a choice of the door: what Windows needs can be tried elsewhere. */
export async function startBehind(doorKind: Door['kind'], { dataDir: given, log, signal }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = await openDataDirectory(given);
  const lock = await lockDataDirectory(dataDir);
  let host: ClientHost | undefined;
  const free = async () => {
    try {
      await host?.close();
      await lock.release();
    } catch (error) {
      // The next start recognises both as left over.
      log(`The lock of ${dataDir} could not be removed: ${messageOf(error)}`);
    }
  };
  try {
    const clusterDirectory = join(dataDir, 'postgres');
    const owner = await inspectCluster(clusterDirectory);
    const user = serverUser(clusterDirectory, owner);
    const programs = await runnablePrograms(await findPackage(), dataDir, user);
    const door = await openDoor(doorKind, dataDir, user);
    if (owner === undefined) await createCluster({ directory: clusterDirectory, programs, user, door, signal });
    else await checkVersion(clusterDirectory, programs);
    if (door.kind === 'socket') host = await openClientHost(clusterDirectory);
    const socket = host === undefined ? undefined : socketPath(host.path);
    const replacedLeftover = await stopLeftover({ dataDir, clusterDirectory, socket, programs });
    const { postmaster, pid, port } = await startServer({ clusterDirectory, programs, user, door, log, signal });
    const exited = postmaster.exited.then(async (exit) => {
      await free();
      return exit;
    });
    return {
      host: host?.path ?? '127.0.0.1',
      port,
      user: CLUSTER_USER,
      database: CLUSTER_DATABASE,
      ...(door.kind === 'tcp' ? { password: door.password } : {}),
      pid,
      replacedLeftover,
      exited,
      stop: async () => {
        await postmaster.stop();
        await exited;
      },
    };
  } catch (error) {
    await free();
    if (signal?.aborted === true) throw new EmbeddedPostgresError('ABORTED', 'The start of PostgreSQL was cancelled.', error);
    throw error;
  }
}

interface ServerStart {
  clusterDirectory: string;
  programs: RunnablePrograms;
  user: ServerUser | undefined;
  door: Door;
  log: (line: string) => void;
  signal: AbortSignal | undefined;
}

async function startServer({ clusterDirectory, programs, user, door, log, signal }: ServerStart): Promise<{ postmaster: Postmaster; pid: number; port: number }> {
  const named = await clusterArgument(clusterDirectory, user);
  const deadline = performance.now() + RETRY_FOR_MS;
  for (;;) {
    signal?.throwIfAborted();
    const port = door.kind === 'tcp' ? await findFreePort() : SOCKET_PORT;
    const args = serverArguments(named, door.kind, port);
    const postmaster = new Postmaster({ programs, args, clusterDirectory, guard: door.kind === 'tcp' ? 'node' : 'sh', user, log });
    try {
      return { postmaster, pid: await postmaster.ready(signal), port };
    } catch (error) {
      await postmaster.stop();
      if (!mayPass(error) || performance.now() > deadline) throw error;
      await delay(RETRY_EVERY_MS);
    }
  }
}

/** Whether the reason of a failed start is one that ends by itself, in PostgreSQL's own words. */
export function mayPass(error: unknown): boolean {
  return error instanceof EmbeddedPostgresError && error.code === 'START_FAILED' && /is still in use|could not create any TCP\/IP sockets/.test(error.message);
}
