import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LogLineView } from 'mcp-swagger-ipc';
import { until } from '../../../../tests/support/until.js';
import { compressSegment, pruneSegments, tidySegments } from './keep-segments.js';
import { toRecord } from './log-record.js';
import { LogWriter } from './log-writer.js';
import { readSegment } from './read-segment.js';
import { listSegments } from './segments.js';

const SERVER = '8c1f2f9e-6f0c-4f9a-9d2e-0d6b4f6f1a11';

let folder: string;
let closed: string[];
let said: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-swagger-log-'));
  closed = [];
  said = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const line = (id: number, text = `line ${id} 茶馆`): LogLineView => ({ id, serverId: SERVER, timestamp: '2026-11-21T10:00:00.000Z', stream: 'stderr', level: 'info', text });

function writer(place: string, maxBytes = 1024 * 1024): LogWriter {
  return new LogWriter(place, maxBytes, {
    closed: (path) => closed.push(path),
    failed: (error) => said.push(`failed: ${(error as NodeJS.ErrnoException).code}`),
    recovered: (lost) => said.push(`recovered: ${lost}`),
  });
}

const write = (log: LogWriter, ...ids: number[]) => ids.forEach((id) => log.write(id, toRecord(line(id))));

async function idsIn(place: string): Promise<number[]> {
  const ids: number[] = [];
  for (const { path } of await listSegments(place)) for await (const lines of readSegment(path, SERVER)) ids.push(...lines.map(({ id }) => id));
  return ids;
}

describe('LogWriter', () => {
  it('writes lines as they came, in a folder that only we may read', async () => {
    const log = writer(join(folder, 'a'));
    write(log, 1, 2, 3);
    await log.flush();
    expect(await idsIn(join(folder, 'a'))).toEqual([1, 2, 3]);
    for await (const lines of readSegment(join(folder, 'a', '1.ndjson'), SERVER)) expect(lines[0]).toEqual(line(1));
  });

  it('begins a new file when one has its size, and every line is in one of them', async () => {
    const log = writer(folder, 2_000);
    for (let id = 1; id <= 100; id += 1) {
      write(log, id);
      if (id % 5 === 0) await log.flush();
    }
    expect(closed.length).toBeGreaterThan(3);
    expect(await idsIn(folder)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  });

  it('goes on with the file of an earlier run, behind a line that a crash tore', async () => {
    await writeFile(join(folder, '1.ndjson'), `${toRecord(line(1))}{"id":2,"timest`);
    const log = writer(folder);
    write(log, 3);
    await log.flush();
    expect(await readdir(folder)).toEqual(['1.ndjson']);
    expect(await idsIn(folder)).toEqual([1, 3]);
  });

  it('keeps lines while a file stands where its folder should be, and writes them when it is gone', async () => {
    const place = join(folder, 'server');
    await writeFile(place, 'in the way');
    const log = writer(place);
    write(log, 1, 2);
    await log.flush();
    expect([log.isFailing, said]).toEqual([true, ['failed: EEXIST']]);
    await rm(place);
    write(log, 3);
    await until(async () => !log.isFailing);
    expect(await idsIn(place)).toEqual([1, 2, 3]);
    expect(said).toEqual(['failed: EEXIST', 'recovered: 0']);
  });

  it('counts what is more than may wait for the disk', async () => {
    const place = join(folder, 'server');
    await writeFile(place, 'in the way');
    const log = writer(place);
    const record = toRecord(line(1, 'x'.repeat(4_000)));
    for (let id = 1; id <= 2_000; id += 1) log.write(id, record);
    await log.flush();
    const waiting = Math.floor((4 * 1024 * 1024) / record.length);
    expect(log.lost).toBe(2_000 - waiting);
    await rm(place);
    await until(async () => !log.isFailing);
    expect((await idsIn(place)).length).toBe(waiting);
    expect(said.at(-1)).toBe(`recovered: ${log.lost}`);
    // It is empty again, and takes lines as before.
    log.write(3_000, record);
    await log.flush();
    expect((await idsIn(place)).length).toBe(waiting + 1);
  });

  const isRoot = process.getuid?.() === 0;
  (isRoot && process.platform === 'linux' ? it : it.skip)('survives a full disk without half a line, and recovers by itself (mounts a small disk: as root only)', async () => {
    const disk = join(folder, 'disk');
    execFileSync('mkdir', [disk]);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      // A container without the right to mount; the file in the way above shows the same path.
      return;
    }
    try {
      const log = writer(disk);
      const filler = join(disk, 'filler');
      write(log, 1, 2);
      await log.flush();
      await writeFile(filler, Buffer.alloc(96 * 1024)).catch(() => {});
      await appendFile(filler, Buffer.alloc(64 * 1024)).catch(() => {});
      const long = (id: number) => log.write(id, toRecord(line(id, 'x'.repeat(3_000))));
      for (let id = 3; id <= 10; id += 1) long(id);
      await log.flush();
      expect([log.isFailing, said]).toEqual([true, ['failed: ENOSPC']]);
      expect(await idsIn(disk)).toEqual([1, 2]);
      await rm(filler);
      await until(async () => !log.isFailing);
      expect(await idsIn(disk)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(log.lost).toBe(0);
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});

describe('Closed files', () => {
  const put = (id: number) => writeFile(join(folder, `${id}.ndjson`), toRecord(line(id)));

  it('are read the same when they are compressed', async () => {
    await put(1);
    await compressSegment(join(folder, '1.ndjson'));
    expect(await readdir(folder)).toEqual(['1.ndjson.gz']);
    expect((await readFile(join(folder, '1.ndjson.gz'))).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    expect(await idsIn(folder)).toEqual([1]);
    // Whoever found it before it was compressed finds it still.
    const lines: number[] = [];
    for await (const some of readSegment(join(folder, '1.ndjson'), SERVER)) lines.push(...some.map(({ id }) => id));
    expect(lines).toEqual([1]);
  });

  it('go when they are too many, the one to come counted, or too old', async () => {
    for (const id of [1, 2, 3, 4]) await put(id);
    const longAgo = new Date(Date.now() - 10 * 86_400_000);
    await utimes(join(folder, '3.ndjson'), longAgo, longAgo);
    await pruneSegments(folder, { maxFiles: 3, maxDays: 5 }, Date.now());
    expect(await readdir(folder)).toEqual(['2.ndjson', '4.ndjson']);
    for (const id of [2, 4]) await compressSegment(join(folder, `${id}.ndjson`));
    await pruneSegments(folder, { maxFiles: 2, maxDays: 5 }, Date.now());
    expect(await readdir(folder)).toEqual(['4.ndjson.gz']);
  });

  it('are compressed at the next start when the last run did not come to it, and what it left half done goes', async () => {
    for (const id of [1, 2, 3]) await put(id);
    await writeFile(join(folder, '1.ndjson.gz.new'), 'half');
    await tidySegments(folder);
    expect((await readdir(folder)).toSorted()).toEqual(['1.ndjson.gz', '2.ndjson.gz', '3.ndjson']);
    expect(await idsIn(folder)).toEqual([1, 2, 3]);
  });
});
