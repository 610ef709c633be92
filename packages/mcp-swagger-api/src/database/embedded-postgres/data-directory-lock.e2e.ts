import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { formatLock, lockDataDirectory, parseLock } from './data-directory-lock.js';
import { DataDirectories } from './testing/data-directories.js';

const directories = new DataDirectories();
afterAll(() => directories.removeAll());

/** Beyond the highest number that Linux gives. */
const NO_PROCESS = 4_194_305;

describe('lockDataDirectory', () => {
  it('is held once, and free again after its release', async () => {
    const dataDir = await directories.empty();
    const lock = await lockDataDirectory(dataDir);
    await expect(lockDataDirectory(dataDir)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_IN_USE' });
    await lock.release();
    expect(await readdir(dataDir)).toEqual([]);
    await (await lockDataDirectory(dataDir)).release();
  });

  it.each([
    ['of a process that is gone', formatLock({ pid: NO_PROCESS, startedAt: 'then', token: 'a' })],
    ['of a process whose number another has now', formatLock({ pid: process.pid, startedAt: 'then', token: 'a' })],
    ['that was cut short', '{"pid":1'],
    ['that is empty', ''],
  ])('takes over a lock %s', async (_, content) => {
    const dataDir = await directories.empty();
    await writeFile(join(dataDir, 'postgres.lock'), content);
    const lock = await lockDataDirectory(dataDir);
    expect(parseLock(await readFile(join(dataDir, 'postgres.lock'), 'utf8'))?.pid).toBe(process.pid);
    await lock.release();
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('gives a stale lock to exactly one of many that want it', async () => {
    for (let round = 0; round < 20; round += 1) {
      const dataDir = await directories.empty();
      await writeFile(join(dataDir, 'postgres.lock'), formatLock({ pid: NO_PROCESS, startedAt: 'then', token: 'a' }));
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataDirectory(dataDir)));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await readdir(dataDir)).toEqual(['postgres.lock']);
    }
  });

  it('takes over although an earlier take-over was killed half-way', async () => {
    const dataDir = await directories.empty();
    const stale = formatLock({ pid: NO_PROCESS, startedAt: 'then', token: 'a' });
    const turn = createHash('sha256').update(stale).digest('hex').slice(0, 16);
    await writeFile(join(dataDir, 'postgres.lock'), stale);
    await writeFile(join(dataDir, `postgres.lock.${turn}`), formatLock({ pid: NO_PROCESS, startedAt: 'later', token: 'b' }));
    const lock = await lockDataDirectory(dataDir);
    await lock.release();
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('does not remove a lock that is another one by now', async () => {
    const dataDir = await directories.empty();
    const lock = await lockDataDirectory(dataDir);
    const other = formatLock({ pid: NO_PROCESS, startedAt: 'later', token: 'b' });
    await writeFile(join(dataDir, 'postgres.lock'), other);
    await lock.release();
    expect(await readFile(join(dataDir, 'postgres.lock'), 'utf8')).toBe(other);
  });
});
