import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { z } from 'zod';
import { codeOf } from '../../common/error-facts.js';

/** Only needed to build against PostgreSQL. */
const UNNEEDED = new Set(['pkgconfig', 'pgxs', 'include']);

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Drafts of copies; whoever has the turn to copy knows that all others are left over. */
const DRAFT = '.draft-';

/**
 * Copies a `native` directory to where everybody may read and run it, with the links that its install script makes, in place of what is
 * there. About 60 MB. One at a time in a place: whoever calls holds its lock.
 */
export async function copyPrograms(native: string, place: string, name: string): Promise<void> {
  for (const entry of await readdir(place)) if (entry.startsWith(DRAFT)) await rm(join(place, entry), { recursive: true, force: true });
  const draft = await mkdtemp(join(place, DRAFT));
  try {
    await copyDirectory(native, draft);
    await makeLinks(draft);
    await rm(join(place, name), { recursive: true, force: true });
    await rename(draft, join(place, name));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
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
