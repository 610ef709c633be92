import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { codeOf, messageOf } from '../common/error-facts.js';
import { isRowId } from '../common/id.js';
import { Turns } from '../common/turns.js';
import { Environment } from '../config/environment.js';
import { compressSegment, pruneSegments, tidySegments } from './keep-segments.js';

/** Files grow old also where nobody writes. */
const PRUNE_INTERVAL_MS = 3_600_000;

const ALL = 'all';

/** The files under LOG_DIR: compressed one at a time, removed when they are old or too many, or when their server is deleted. */
@Injectable()
export class LogFiles implements OnApplicationShutdown {
  private readonly logger = new Logger('Logs');
  readonly #turns = new Turns();
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly environment: Environment) {
    this.#timer = setInterval(() => void this.pruneAll(), PRUNE_INTERVAL_MS).unref();
    void this.#later(() => this.#tidyAll());
  }

  folderOf(serverId: string): string {
    return join(this.environment.logDir, serverId);
  }

  /** A file was closed: it is compressed, and the oldest may have to go. */
  closed(serverId: string, path: string): void {
    void this.#later(async () => {
      await compressSegment(path);
      await this.#prune(serverId);
    });
  }

  pruneAll(): Promise<void> {
    return this.#later(async () => {
      for (const serverId of await this.#folders()) await this.#prune(serverId);
    });
  }

  remove(serverId: string): Promise<void> {
    return this.#later(() => rm(this.folderOf(serverId), { recursive: true, force: true }));
  }

  /** Resolves when all that was begun is done. */
  settled(): Promise<void> {
    return this.#later(async () => {});
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.settled();
  }

  #prune(serverId: string): Promise<void> {
    const { LOG_MAX_FILES, LOG_MAX_DAYS } = this.environment.variables;
    return pruneSegments(this.folderOf(serverId), { maxFiles: LOG_MAX_FILES, maxDays: LOG_MAX_DAYS }, Date.now());
  }

  async #tidyAll(): Promise<void> {
    for (const serverId of await this.#folders()) {
      await tidySegments(this.folderOf(serverId));
      await this.#prune(serverId);
    }
  }

  /** Of servers only: LOG_DIR may be the operator's, with other things in it. */
  async #folders(): Promise<string[]> {
    const names = await readdir(this.environment.logDir).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    });
    return names.filter(isRowId);
  }

  /** Keeping files is no reason to fail anywhere else. */
  #later(work: () => Promise<void>): Promise<void> {
    return this.#turns.run(ALL, work).catch((error: unknown) => this.logger.warn(`Log files under ${this.environment.logDir} could not be kept: ${messageOf(error)}`));
  }
}
