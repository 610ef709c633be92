import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { copyPrograms } from './copy-programs.js';
import { messageOf } from '../../common/error-facts.js';
import { type DataDirectoryLock, lockDataDirectory } from './data-directory-lock.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { type ProgramPackage, type Programs, programsIn } from './programs.js';
import { type ProgramRun, runProgram } from './run-program.js';
import { closedDirectory, type ServerUser } from './server-user.js';

const VERSION_TIMEOUT_MS = 30_000;

/** A copy takes a second, on a slow disk some more. */
const TURN_TIMEOUT_MS = 60_000;
const TURN_EVERY_MS = 50;

/** How a program fails that is not there, is somebody else's alone, or is for another machine. */
const BROKEN = new Set(['ENOENT', 'EACCES', 'ENOEXEC']);

/** For all instances of one machine, when root's data directory is closed to the server's user. */
const SHARED_COPIES = '/var/cache/mcp-swagger-server';

export interface RunnablePrograms extends Programs {
  /** As in the PG_VERSION file of a cluster: 18. */
  majorVersion: string;
}

/**
 * Programs that the server's user can run: those of the package, or, where that user may not read node_modules or its install script
 * has not run, a copy. Throws PLATFORM_UNSUPPORTED.
 */
export async function runnablePrograms(found: ProgramPackage, dataDir: string, user: ServerUser | undefined): Promise<RunnablePrograms> {
  const packaged = programsIn(found.native);
  const run = await askVersion(packaged, user);
  const majorVersion = majorVersionOf(run);
  if (majorVersion !== undefined) return { ...packaged, majorVersion };
  // The program is there (findPackage saw it): what is missing is its loader.
  if (run.systemCode === 'ENOENT') throw noLoader(found);
  return runCopy(found, await placeForCopies(dataDir, user), user, run);
}

async function runCopy(found: ProgramPackage, place: string, user: ServerUser | undefined, why: ProgramRun): Promise<RunnablePrograms> {
  const name = `postgres-${found.version}`;
  const copied = programsIn(join(place, name));
  const ask = async (): Promise<ProgramRun> => await askVersion(copied, user);
  const last = await firstThatRuns(ask, async () => {
    try {
      await mkdir(place, { recursive: true });
      // Both the package and our umask may be private.
      await chmod(place, 0o755);
      return await inTurn(place, async () => {
        // Another API may have brought it while we waited, and its database runs out of it.
        return await firstThatRuns(ask, async () => {
          await copyPrograms(found.native, place, name);
          if (place !== SHARED_COPIES) await removeOtherVersions(place, name);
          return await ask();
        });
      });
    } catch (error) {
      throw cannotRun(found, why, `and they could not be copied to ${join(place, name)}: ${messageOf(error)}`, error);
    }
  });
  const majorVersion = majorVersionOf(last);
  if (majorVersion === undefined) throw cannotRun(found, last, `nor could a copy of them in ${join(place, name)}`);
  return { ...copied, majorVersion };
}

/** The second is tried only where the first cannot run by its own fault: what had no time or no memory may be what others run. */
async function firstThatRuns(first: () => Promise<ProgramRun>, second: () => Promise<ProgramRun>): Promise<ProgramRun> {
  const run = await first();
  const isBroken = run.code === null ? BROKEN.has(run.systemCode ?? '') : majorVersionOf(run) === undefined;
  return isBroken ? await second() : run;
}

/** APIs that start at once copy one after the other. */
async function inTurn<T>(place: string, act: () => Promise<T>): Promise<T> {
  const lock = await lockWithin(place, performance.now() + TURN_TIMEOUT_MS);
  try {
    return await act();
  } finally {
    await lock.release();
  }
}

async function lockWithin(place: string, deadline: number): Promise<DataDirectoryLock> {
  for (;;) {
    try {
      return await lockDataDirectory(place);
    } catch (error) {
      if (!(error instanceof EmbeddedPostgresError) || performance.now() > deadline) throw error;
      await delay(TURN_EVERY_MS);
    }
  }
}

async function placeForCopies(dataDir: string, user: ServerUser | undefined): Promise<string> {
  const isClosed = user !== undefined && (await closedDirectory(dataDir, user)) !== undefined;
  return isClosed ? SHARED_COPIES : join(dataDir, 'postgres-programs');
}

async function askVersion({ postgres }: Programs, user: ServerUser | undefined): Promise<ProgramRun> {
  return runProgram(postgres, ['--version'], { user, timeoutMs: VERSION_TIMEOUT_MS });
}

function majorVersionOf({ code, output }: ProgramRun): string | undefined {
  return code === 0 ? /^postgres \(PostgreSQL\) (\d+)/.exec(output)?.[1] : undefined;
}

async function removeOtherVersions(place: string, name: string): Promise<void> {
  for (const entry of await readdir(place)) {
    if (entry.startsWith('postgres-') && entry !== name) await rm(join(place, entry), { recursive: true, force: true });
  }
}

function noLoader({ name, native }: ProgramPackage): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'PLATFORM_UNSUPPORTED',
    `The programs of ${name} (${native}) cannot run here, for their loader is missing: they are made for glibc, and Alpine and other musl systems have none. Use an image with glibc such as Debian's, or set DATABASE_URL to a PostgreSQL of your own.`,
  );
}

function cannotRun({ name, native }: ProgramPackage, run: ProgramRun, also: string, cause?: unknown): EmbeddedPostgresError {
  const why = run.systemCode ?? run.output.slice(-500);
  return new EmbeddedPostgresError(
    'PLATFORM_UNSUPPORTED',
    `The programs of ${name} (${native}) cannot be run (${why}), ${also}. Install that package again with its install script, or set DATABASE_URL to a PostgreSQL of your own.`,
    cause,
  );
}
