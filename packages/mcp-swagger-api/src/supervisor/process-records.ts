import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Turns } from '../common/turns.js';

/** When the process with a number started, in the system's own words, to be compared and not read; undefined when it is gone or cannot be told. */
export type StartOf = (pid: number) => Promise<string | undefined>;

const identitySchema = z.object({ pid: z.number().int().positive(), startedAt: z.string().min(1) });

/** A child as it is remembered over the end of the API. `marker`: what its environment holds; `owner`: the API that it belongs to. */
export const processRecordSchema = identitySchema.extend({ marker: z.string().min(1), owner: identitySchema });
export type ProcessRecord = z.infer<typeof processRecordSchema>;

/** One file for each process that runs, so that the next start of the API finds those that outlived the last one. */
export class ProcessRecords {
  readonly #turns = new Turns();
  #owner: Promise<string | undefined> | undefined;

  constructor(
    readonly folder: string,
    private readonly startOf: StartOf,
  ) {}

  /** A record that cannot be written costs a sweep, and nothing else. */
  note(serverId: string, pid: number, marker: string): void {
    this.#later(serverId, async () => {
      this.#owner ??= this.startOf(process.pid);
      const [startedAt, ownStart] = await Promise.all([this.startOf(pid), this.#owner]);
      if (startedAt === undefined || ownStart === undefined) return;
      const record: ProcessRecord = { pid, startedAt, marker, owner: { pid: process.pid, startedAt: ownStart } };
      await mkdir(this.folder, { recursive: true });
      const file = this.#file(serverId, pid);
      // Half a record would be none.
      await writeFile(`${file}.new`, JSON.stringify(record), { mode: 0o600 });
      await rename(`${file}.new`, file);
    });
  }

  /** The process has ended. */
  forget(serverId: string, pid: number): void {
    this.#later(serverId, () => rm(this.#file(serverId, pid), { force: true }));
  }

  /** Resolves when all that was asked for is written. */
  async settled(): Promise<void> {
    while (this.#turns.size > 0) await new Promise((resolve) => setImmediate(resolve));
  }

  #later(serverId: string, work: () => Promise<void>): void {
    this.#turns.run(serverId, work).catch(() => {});
  }

  /** A server has two processes while one takes the place of the other. */
  #file(serverId: string, pid: number): string {
    return join(this.folder, `${serverId}.${pid}.json`);
  }
}
