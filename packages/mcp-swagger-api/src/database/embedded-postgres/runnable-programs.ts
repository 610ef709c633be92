import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyPrograms } from './copy-programs.js';
import { messageOf } from '../../common/error-facts.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { type ProgramPackage, type Programs, programsIn } from './programs.js';
import { type ProgramRun, runProgram } from './run-program.js';
import { closedDirectory, type ServerUser } from './server-user.js';

const VERSION_TIMEOUT_MS = 30_000;

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
  const destination = join(place, `postgres-${found.version}`);
  const copied = programsIn(destination);
  const earlier = majorVersionOf(await askVersion(copied, user));
  if (earlier !== undefined) return { ...copied, majorVersion: earlier };
  let last = why;
  try {
    await copyPrograms(found.native, destination);
    last = await askVersion(copied, user);
  } catch (error) {
    throw cannotRun(found, why, `and they could not be copied to ${destination}: ${messageOf(error)}`, error);
  }
  const majorVersion = majorVersionOf(last);
  if (majorVersion === undefined) throw cannotRun(found, last, `nor could a copy of them in ${destination}`);
  if (place !== SHARED_COPIES) await removeOtherVersions(destination);
  return { ...copied, majorVersion };
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

async function removeOtherVersions(destination: string): Promise<void> {
  const place = dirname(destination);
  for (const entry of await readdir(place)) {
    if (join(place, entry) !== destination) await rm(join(place, entry), { recursive: true, force: true });
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
