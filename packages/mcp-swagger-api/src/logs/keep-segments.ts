import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { codeOf } from '../common/error-facts.js';
import { listSegments } from './segments.js';

const DAY_MS = 86_400_000;

/** An unfinished compression. */
const UNFINISHED = '.gz.new';

export interface Keeping {
  maxFiles: number;
  maxDays: number;
}

/** Writes a closed file anew in gzip, and removes it then: a crash in between leaves one of them whole. */
export async function compressSegment(path: string): Promise<void> {
  const unfinished = `${path}${UNFINISHED}`;
  try {
    await pipeline(createReadStream(path), createGzip(), createWriteStream(unfinished, { mode: 0o600 }));
    await rename(unfinished, `${path}.gz`);
    await rm(path, { force: true });
  } catch (error) {
    await rm(unfinished, { force: true });
    // It was pruned meanwhile.
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** Removes what is too old or too much of one server's files, and what an ended run left unfinished. */
export async function pruneSegments(folder: string, { maxFiles, maxDays }: Keeping, nowMs: number): Promise<void> {
  const segments = await listSegments(folder);
  // When all are closed, the next line begins another one.
  const kept = segments.at(-1)?.isCompressed === true ? maxFiles - 1 : maxFiles;
  const old: string[] = [];
  for (const [index, { path }] of segments.entries()) {
    const isOneTooMany = segments.length - index > kept;
    const changedAt = (await stat(path).catch(() => undefined))?.mtimeMs ?? nowMs;
    if (isOneTooMany || nowMs - changedAt > maxDays * DAY_MS) old.push(path);
  }
  await Promise.all(old.map((path) => rm(path, { force: true })));
}

/** Compresses every file but the last, which goes on; what an ended run left unfinished is removed before. */
export async function tidySegments(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (name.endsWith(UNFINISHED)) await rm(join(folder, name), { force: true });
  const segments = await listSegments(folder);
  for (const { path, isCompressed } of segments.slice(0, -1)) if (!isCompressed) await compressSegment(path);
}
