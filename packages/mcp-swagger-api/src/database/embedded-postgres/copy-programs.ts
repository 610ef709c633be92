import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { codeOf } from '../../common/error-facts.js';

/** Only needed to build against PostgreSQL. */
const UNNEEDED = new Set(['pkgconfig', 'pgxs', 'include']);

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Copies a `native` directory to where everybody may read and run it, with the links that its install script makes. About 60 MB. */
export async function copyPrograms(native: string, destination: string): Promise<void> {
  await mkdir(dirname(destination), { recursive: true });
  // Modes are said outright here and below: both the package and our umask may be private.
  await chmod(dirname(destination), 0o755);
  const draft = await mkdtemp(`${destination}-`);
  try {
    await copyDirectory(native, draft);
    await makeLinks(draft);
    await rm(destination, { recursive: true, force: true });
    await rename(draft, destination);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another API brought the same programs here just now.
    if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error;
  }
}

async function copyDirectory(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (UNNEEDED.has(entry.name) || entry.name.endsWith('.a')) continue;
    if (entry.isDirectory()) await copyDirectory(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await copyReadable(source, target);
  }
}

async function copyReadable(source: string, target: string): Promise<void> {
  await copyFile(source, target);
  const { mode } = await stat(source);
  await chmod(target, (mode & 0o100) === 0 ? 0o644 : 0o755);
}

/** The package lists its links in a file, for npm packages hold none; where install scripts are off, nobody has made them. */
async function makeLinks(native: string): Promise<void> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of linksSchema.parse(JSON.parse(text))) {
    await symlink(basename(source), join(native, relative('native', target))).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST' && codeOf(error) !== 'ENOENT') throw error;
    });
  }
}
