import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readBytes } from 'mcp-swagger-parser';
import type { DocumentModel } from './document-model.js';
import { type Artifact, readModel, writeModel } from './kept-model.js';

const MOST_BYTES = 256 * 1024 * 1024;
const OURS = /^[0-9a-f]{64}\.model$/;

/** What was being written when its process ended, after so long. */
const UNFINISHED = /^[0-9a-f]{64}\.model\.[0-9a-f-]{36}$/;
const UNFINISHED_MS = 60 * 60_000;

/**
 * Keeps what documents came to, as one file each in a directory that only its owner may write: a large document starts about as fast as a small
 * one. What cannot be read, is older than the files it was made of, or was made by another build is not used. Nothing here ever fails a start.
 */
export class ModelCache {
  constructor(
    private readonly directory: string,
    private readonly mostBytes = MOST_BYTES,
  ) {}

  /** The model that was kept under a key, if it still holds. */
  async find(key: string): Promise<DocumentModel | undefined> {
    const file = this.#file(key);
    try {
      if (!(await this.#isSafe())) return undefined;
      const artifact = readModel(await readBytes(file));
      if (artifact === undefined || artifact.key !== key || !(await areUnchanged(artifact.references))) return undefined;
      // The ones that were not used for longest go first.
      const now = new Date();
      await utimes(file, now, now);
      return artifact.model;
    } catch {
      return undefined;
    }
  }

  /** Keeps a model. One that is made of files behind addresses is not: whether they changed costs as much as reading them. */
  async keep(key: string, model: DocumentModel, references: string[]): Promise<void> {
    const temporary = `${this.#file(key)}.${randomUUID()}`;
    try {
      await mkdir(this.directory, { recursive: true, mode: 0o700 });
      if (!(await this.#isSafe()) || references.some((address) => !address.startsWith('file:'))) return;
      const made = await Promise.all(references.map(async (file) => ({ file, sha256: await digestOf(file) })));
      await writeFile(temporary, writeModel({ key, references: made, model }), { mode: 0o600, flag: 'wx' });
      await rename(temporary, this.#file(key));
      await this.#prune();
    } catch {
      // A full disk or a directory without rights costs the next start some time, and nothing else.
      await rm(temporary, { force: true }).catch(() => {});
    }
  }

  /** A directory that others may write could make us serve their tools. */
  async #isSafe(): Promise<boolean> {
    const { uid, mode } = await stat(this.directory);
    return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
  }

  async #prune(): Promise<void> {
    const all = await readdir(this.directory);
    const unfinished = await this.#filesOf(all.filter((name) => UNFINISHED.test(name)));
    for (const { path, usedMs } of unfinished) if (Date.now() - usedMs > UNFINISHED_MS) await rm(path, { force: true });
    const files = await this.#filesOf(all.filter((name) => OURS.test(name)));
    let bytes = files.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of files.sort((a, b) => a.usedMs - b.usedMs)) {
      if (bytes <= this.mostBytes) return;
      await rm(path, { force: true });
      bytes -= size;
    }
  }

  async #filesOf(names: string[]): Promise<{ path: string; size: number; usedMs: number }[]> {
    return await Promise.all(names.map(async (name) => ({ path: join(this.directory, name), ...(await sizeOf(join(this.directory, name))) })));
  }

  #file(key: string): string {
    return join(this.directory, `${key}.model`);
  }
}

async function areUnchanged(references: Artifact['references']): Promise<boolean> {
  const same = await Promise.all(references.map(async ({ file, sha256 }) => (await digestOf(file)) === sha256));
  return same.every(Boolean);
}

async function digestOf(file: string): Promise<string> {
  return createHash('sha256').update(await readBytes(fileURLToPath(file))).digest('hex');
}

/** Another process may have removed it meanwhile. */
async function sizeOf(path: string): Promise<{ size: number; usedMs: number }> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { size, usedMs: mtimeMs };
  } catch {
    return { size: 0, usedMs: 0 };
  }
}
