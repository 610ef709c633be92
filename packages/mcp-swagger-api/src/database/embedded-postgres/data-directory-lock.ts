import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { codeOf } from '../../common/error-facts.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { identifyProcess, UNKNOWN_START } from './process-identity.js';

/** Who holds a lock: a process number alone would mean another process after a restart of the machine. */
export interface LockHolder {
  pid: number;
  startedAt: string;
  /** Another one each time, so that no two locks are alike. */
  token: string;
}

const holderSchema = z.object({ pid: z.int().positive(), startedAt: z.string().min(1), token: z.string() });

/** One line of JSON. */
export function formatLock({ pid, startedAt, token }: LockHolder): string {
  return `${JSON.stringify({ pid, startedAt, token })}\n`;
}

/** The holder, or undefined for a file that none of us wrote: a lock appears with its whole content. */
export function parseLock(text: string): LockHolder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export interface DataDirectoryLock {
  release(): Promise<void>;
}

/** Somebody who replaces a stale lock needs some milliseconds; waiting for him ends after two seconds. */
const ATTEMPTS = 200;
const ATTEMPT_EVERY_MS = 10;

/** Keeps every other API away from the data directory until it is released or this process ends. Throws DATA_DIRECTORY_IN_USE. */
export async function lockDataDirectory(dataDir: string): Promise<DataDirectoryLock> {
  const path = join(dataDir, 'postgres.lock');
  const startedAt = (await identifyProcess(process.pid))?.startedAt ?? UNKNOWN_START;
  const own = formatLock({ pid: process.pid, startedAt, token: randomUUID() });
  const holder = await claim(path, own);
  if (holder !== undefined) throw inUse(dataDir, `process ${holder.pid}`);
  return { release: () => removeOwn(path, own) };
}

/** The refusal that a second user of a data directory gets. */
export function inUse(dataDir: string, by: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError('DATA_DIRECTORY_IN_USE', `The data directory ${dataDir} is in use by ${by}; stop it, or set DATA_DIR to another directory.`);
}

/** Makes the file at that path ours, unless a living process holds it, who is given back. */
async function claim(path: string, own: string): Promise<LockHolder | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    if (await create(path, own)) return undefined;
    const found = await read(path);
    if (found === undefined) continue;
    const holder = parseLock(found);
    if (holder !== undefined && (await isAlive(holder))) return holder;
    const rival = await replace(path, found, own);
    if (rival === 'ours') return undefined;
    if (attempt >= ATTEMPTS && rival !== undefined) return rival;
    await delay(ATTEMPT_EVERY_MS);
  }
}

/**
 * Puts our lock in the place of a stale one. Whoever read that stale lock may do so, but one at a time, under a lock that is named
 * after it: else the second would replace the first one's living lock. Gives the one whose turn it is, or nobody when the stale lock is gone.
 */
async function replace(path: string, stale: string, own: string): Promise<LockHolder | 'ours' | undefined> {
  const turn = `${path}.${createHash('sha256').update(stale).digest('hex').slice(0, 16)}`;
  const rival = await claim(turn, own);
  if (rival !== undefined) return rival;
  try {
    if ((await read(path)) !== stale) return undefined;
    await withDraft(path, own, (draft) => rename(draft, path));
    return 'ours';
  } finally {
    await removeOwn(turn, own);
  }
}

async function isAlive({ pid, startedAt }: LockHolder): Promise<boolean> {
  const found = await identifyProcess(pid);
  return found !== undefined && (found.startedAt === startedAt || found.startedAt === UNKNOWN_START);
}

/** A hard link appears with its whole content, and never over another. */
async function create(path: string, content: string): Promise<boolean> {
  try {
    await withDraft(path, content, (draft) => link(draft, path));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function withDraft(path: string, content: string, use: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, content, { flag: 'wx' });
    await use(draft);
  } finally {
    await rm(draft, { force: true });
  }
}

async function removeOwn(path: string, own: string): Promise<void> {
  if ((await read(path)) === own) await rm(path, { force: true });
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
