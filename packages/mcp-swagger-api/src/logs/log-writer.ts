import { mkdir, open } from 'node:fs/promises';
import { listSegments, segmentBytes, segmentPath } from './segments.js';

/** What may wait for the disk, in characters. */
const MAX_PENDING = 4 * 1024 * 1024;

/** Lines are written together: four times a second, or when so much has come. */
const FLUSH_INTERVAL_MS = 250;
const FLUSH_AT = 256 * 1024;

/** A disk that failed is tried again after so long, doubling up to the longest. */
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

const NEWLINE = 10;

interface Pending {
  id: number;
  record: string;
}

/** Told what becomes of a server's files. */
export interface WriterListener {
  /** A file has reached its size and was left for the next one. */
  closed(path: string): void;
  failed(error: unknown): void;
  /** It writes again, or has caught up. `lost`: lines since the last time that were too many to wait for it. */
  recovered(lost: number): void;
}

/** Appends one server's lines to files of a size. The disk may fail: lines wait for it to a bound, and are counted beyond it. */
export class LogWriter {
  /** Lines that never came to the disk. */
  lost = 0;
  #pending: Pending[] = [];
  #size = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #current: { path: string; bytes: number } | undefined;
  #retryMs: number | undefined;
  /** Of those that were lost, so many were told of. */
  #told = 0;

  constructor(
    private readonly folder: string,
    private readonly maxBytes: number,
    private readonly listener: WriterListener,
  ) {}

  get isFailing(): boolean {
    return this.#retryMs !== undefined;
  }

  write(id: number, record: string): void {
    if (this.#size + record.length > MAX_PENDING) {
      this.lost += 1;
      return;
    }
    this.#pending.push({ id, record });
    this.#size += record.length;
    if (this.#size >= FLUSH_AT && !this.isFailing) void this.#try();
    else this.#tryIn(FLUSH_INTERVAL_MS);
  }

  /** Resolves when all that was written before is on the disk; at once while the disk fails, which is tried at its own times. */
  async flush(): Promise<void> {
    if (!this.isFailing) await this.#try();
  }

  /** The last attempt. */
  async end(): Promise<void> {
    await this.#try();
    clearTimeout(this.#timer);
  }

  #tryIn(ms: number): void {
    this.#timer ??= setTimeout(() => void this.#try(), ms).unref();
  }

  /** One batch at a time is written, and one more may wait for it: that one takes all that comes meanwhile. */
  #try(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#next === undefined) {
      const next = this.#writing.then(() => {
        this.#next = undefined;
        return this.#writePending();
      });
      this.#next = next;
      this.#writing = next;
    }
    return this.#next;
  }

  async #writePending(): Promise<void> {
    const batch = this.#pending;
    const [first] = batch;
    if (first === undefined) return;
    this.#pending = [];
    try {
      await this.#append(first.id, Buffer.from(batch.map(({ record }) => record).join('')));
      this.#size -= sizeOf(batch);
      this.#recover();
    } catch (error) {
      this.#pending = [...batch, ...this.#pending];
      this.#current = undefined;
      this.#fail(error);
    }
  }

  async #append(firstId: number, bytes: Buffer): Promise<void> {
    const current = (this.#current ??= await this.#adopt(firstId));
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const file = await open(current.path, 'a+', 0o600);
    try {
      const { size } = await file.stat();
      const isTorn = size > 0 && (await lastByte(file, size)) !== NEWLINE;
      await writeAll(file, isTorn ? Buffer.concat([Buffer.from('\n'), bytes]) : bytes).catch(async (error: unknown) => {
        // Half of it may be there, and all of it comes again.
        await file.truncate(size).catch(() => {});
        throw error;
      });
      current.bytes = size + bytes.length;
    } finally {
      await file.close();
    }
    if (current.bytes < this.maxBytes) return;
    this.#current = undefined;
    this.listener.closed(current.path);
  }

  /** The last file of an earlier run goes on while it has room. */
  async #adopt(firstId: number): Promise<{ path: string; bytes: number }> {
    const last = (await listSegments(this.folder)).at(-1);
    if (last !== undefined && !last.isCompressed) {
      const bytes = await segmentBytes(last);
      if (bytes < this.maxBytes) return { path: last.path, bytes };
    }
    return { path: segmentPath(this.folder, firstId), bytes: 0 };
  }

  #recover(): void {
    const lost = this.lost - this.#told;
    if (!this.isFailing && lost === 0) return;
    this.#retryMs = undefined;
    this.#told = this.lost;
    this.listener.recovered(lost);
  }

  #fail(error: unknown): void {
    if (!this.isFailing) this.listener.failed(error);
    this.#retryMs = Math.min((this.#retryMs ?? FIRST_RETRY_MS / 2) * 2, LONGEST_RETRY_MS);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#tryIn(this.#retryMs);
  }
}

function sizeOf(batch: readonly Pending[]): number {
  return batch.reduce((sum, { record }) => sum + record.length, 0);
}

async function lastByte(file: Awaited<ReturnType<typeof open>>, size: number): Promise<number | undefined> {
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0];
}

/** A full disk takes a part of a write without an error, and refuses the next one. */
async function writeAll(file: Awaited<ReturnType<typeof open>>, bytes: Buffer): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += (await file.write(bytes, written)).bytesWritten;
}
