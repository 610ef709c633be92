import type { LogLineView } from 'mcp-swagger-ipc';
import { Ring } from '../supervisor/ring.js';
import { LineRate } from './line-rate.js';
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
  linesPerSecond: number;
  linesInMemory: number;
  bytesPerFile: number;
}

/** One server's log: the last lines in memory, all of them in files, and floods held down to a rate. */
export class KeptLog {
  readonly writer: LogWriter;
  readonly #recent: Ring<LogLineView>;
  readonly #rate: LineRate;
  #received = 0;
  #dropped = 0;
  #droppedSince = 0;

  constructor(folder: string, { linesPerSecond, linesInMemory, bytesPerFile }: LogLimits, listener: WriterListener) {
    this.#recent = new Ring(linesInMemory);
    this.#rate = new LineRate(linesPerSecond);
    this.writer = new LogWriter(folder, bytesPerFile, listener);
  }

  /** True when a line may be kept; else it is counted. `nowMs`: on a clock that does not jump. */
  admits(nowMs: number): boolean {
    this.#received += 1;
    if (this.#rate.take(nowMs)) return true;
    this.#dropped += 1;
    this.#droppedSince += 1;
    return false;
  }

  /** The lines that were not admitted since it was asked last. */
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
