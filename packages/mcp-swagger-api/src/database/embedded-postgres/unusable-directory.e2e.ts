import { chmod, chown, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { clusterArgument, inspectCluster } from './cluster.js';
import { openDataDirectory } from './data-directory.js';
import { DataDirectories } from './testing/data-directories.js';

const directories = new DataDirectories();
const isRoot = process.getuid?.() === 0;
const itAsRoot = isRoot ? it : it.skip;
const itAsUser = isRoot ? it.skip : it;

afterAll(() => directories.removeAll());

describe('a directory that cannot be used', () => {
  it.each([
    ['a file in the place of the data directory', 'taken'],
    ['a file in the place of its parent', 'taken/data'],
  ])('is told: %s', async (_, below) => {
    const parent = await directories.empty();
    await writeFile(join(parent, 'taken'), '');
    const dataDir = join(parent, below);
    await expect(directories.start(dataDir)).rejects.toMatchObject({
      code: 'DATA_DIRECTORY_UNUSABLE',
      message: `The data directory ${dataDir} cannot be used: a file is in its place or in that of a parent. Correct that, or set DATA_DIR to another directory.`,
    });
  });

  it('is told: a file in the place of the cluster', async () => {
    const dataDir = await directories.empty();
    await writeFile(join(dataDir, 'postgres'), '');
    await expect(directories.start(dataDir)).rejects.toMatchObject({ code: 'CLUSTER_UNUSABLE', message: expect.stringContaining(`${join(dataDir, 'postgres')} is a file`) });
  });

  it('is told, and not touched: files of somebody else', async () => {
    const dataDir = await directories.empty('postgres');
    await writeFile(join(dataDir, 'letter.txt'), 'dear');
    await expect(directories.start(join(dataDir, '..'))).rejects.toMatchObject({ code: 'CLUSTER_UNUSABLE', message: expect.stringContaining('is no database of PostgreSQL') });
  });

  it('is told: a cluster of another version', async () => {
    const cluster = await directories.empty('postgres');
    const dataDir = join(cluster, '..');
    await writeFile(join(cluster, 'PG_VERSION'), '15\n');
    if (isRoot) await chown(cluster, 65_534, 65_534);
    await expect(directories.start(dataDir)).rejects.toMatchObject({ code: 'CLUSTER_UNUSABLE', message: expect.stringContaining('was made by PostgreSQL 15, and this product brings PostgreSQL 18') });
  });

  it('takes an empty directory in the place of the cluster', async () => {
    const cluster = await directories.empty('postgres');
    expect(await inspectCluster(cluster)).toBeUndefined();
    expect(await readdir(join(cluster, '..'))).toEqual([]);
  });

  itAsRoot('is told: a cluster of root, as whom PostgreSQL does not run', async () => {
    const cluster = await directories.empty('postgres');
    await writeFile(join(cluster, 'PG_VERSION'), '18\n');
    await expect(directories.start(join(cluster, '..'))).rejects.toMatchObject({ code: 'CLUSTER_UNUSABLE', message: expect.stringContaining(`chown -R 65534:65534 ${cluster}`) });
  });

  itAsUser('is told: a data directory that is closed to this user', async () => {
    const dataDir = await directories.empty();
    await chmod(dataDir, 0o500);
    await expect(openDataDirectory(dataDir)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_UNUSABLE', message: expect.stringContaining('may not read and write there') });
  });

  it('is told with its name and the remedy: a parent that is closed to the server, where no system offers a way round', async () => {
    const parent = await directories.empty();
    const cluster = join(parent, 'data', 'postgres');
    await mkdir(cluster, { recursive: true });
    await chmod(parent, 0o700);
    const stranger = { uid: 65_533, gid: 65_533 };
    await expect(clusterArgument(cluster, stranger, 'darwin')).rejects.toMatchObject({
      code: 'DATA_DIRECTORY_UNUSABLE',
      message: `PostgreSQL does not run as root, and the user 65533 that it runs as instead may not pass through ${parent}: start as an ordinary user, run chmod o+x ${parent}, or set DATA_DIR to a directory elsewhere.`,
    });
    expect(await clusterArgument(cluster, stranger, 'linux')).toBe('/proc/self/cwd');
    await chmod(parent, 0o711);
    expect(await clusterArgument(cluster, stranger, 'linux')).toBe(cluster);
  });
});
