import type { LogLineView } from 'mcp-swagger-ipc';
import { Ring } from '../supervisor/ring.js';
import { toRecord } from './log-record.js';
import { LogWriter, type WriterListener } from './log-writer.js';

/** What came and what became of it, since the API started. `lost`: kept in memory only, for the disk could not take them. */
export interface LogCounts {
  received: number;
  dropped: number;
  lost: number;
  isWriting: boolean;
}

export interface LogLimits {
  linesInMemory: number;
  bytesPerFile: number;
}

/** One server's log: the last lines in memory, all of them in files, and how many there were. */
export class KeptLog {
  readonly writer: LogWriter;
  readonly #recent: Ring<LogLineView>;
  #received = 0;
  #dropped = 0;
  #droppedSince = 0;

  constructor(folder: string, { linesInMemory, bytesPerFile }: LogLimits, listener: WriterListener) {
    this.#recent = new Ring(linesInMemory);
    this.writer = new LogWriter(folder, bytesPerFile, listener);
  }

  /** So many lines came, of which so many were never read. */
  count(received: number, dropped: number): void {
    this.#received += received;
    this.#dropped += dropped;
    this.#droppedSince += dropped;
  }

  /** The lines that were dropped since it was asked last. */
  takeDropped(): number {
    const dropped = this.#droppedSince;
    this.#droppedSince = 0;
    return dropped;
  }

  keep(line: LogLineView): void {
    this.#recent.push(line);
    this.writer.write(line.id, toRecord(line));
  }

  get recent(): LogLineView[] {
    return this.#recent.items;
  }

  get counts(): LogCounts {
    return { received: this.#received, dropped: this.#dropped, lost: this.writer.lost, isWriting: !this.writer.isFailing };
  }
}
