import { isObject } from 'mcp-swagger-parser';
import { parseJson } from '../lossless-json.js';
import type { CallLog, CallProgress } from '../tool-call-result.js';

/** Who is told what an upstream says of itself while it answers. */
export interface Listeners {
  onProgress?: ((progress: CallProgress) => void) | undefined;
  onLog?: ((log: CallLog) => void) | undefined;
}

// A longer line is part of the result: nobody reports progress in so many bytes.
const LONGEST_NOTIFICATION = 64 * 1024;
const MOST_NOTIFICATIONS = 10_000;
const NEWLINE = 10;

const LEVELS: Record<string, CallLog['level']> = {
  trace: 'debug', debug: 'debug', info: 'info', notice: 'notice', warn: 'warning', warning: 'warning', err: 'error', error: 'error',
  crit: 'critical', critical: 'critical', fatal: 'critical', alert: 'alert', emergency: 'emergency', emerg: 'emergency',
};

/**
 * Takes the lines out of a stream of JSON lines that tell progress (`{progress, total?, message?}`) or a log entry (`{level, log}`), tells them at
 * once, and lets all others through. Holds at most one line of 64 KiB.
 */
export class NotificationLines {
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #isLong = false;
  #told = 0;

  constructor(private readonly listeners: Listeners) {}

  /** What of a chunk is result. */
  push(chunk: Buffer): Buffer[] {
    const passed: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.#take(chunk.subarray(start, end + 1), passed);
      this.#endLine(passed);
      start = end + 1;
    }
    if (start < chunk.length) this.#take(chunk.subarray(start), passed);
    return passed;
  }

  /** What is left when the stream ends. */
  end(): Buffer[] {
    const passed: Buffer[] = [];
    this.#endLine(passed);
    return passed;
  }

  #take(bytes: Buffer, passed: Buffer[]): void {
    if (this.#isLong) {
      passed.push(bytes);
      return;
    }
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes <= LONGEST_NOTIFICATION) return;
    this.#isLong = true;
    this.#release(passed);
  }

  #endLine(passed: Buffer[]): void {
    if (!this.#isLong && this.#pendingBytes > 0) {
      const line = Buffer.concat(this.#pending);
      if (this.#tell(line)) this.#pending = [];
      this.#release(passed);
    }
    this.#isLong = false;
  }

  #release(passed: Buffer[]): void {
    passed.push(...this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  /** True when the line is a notification. */
  #tell(line: Buffer): boolean {
    if (!line.includes('"progress"') && !line.includes('"log"')) return false;
    const notification = readNotification(line.toString('utf8'));
    if (notification === undefined) return false;
    this.#told += 1;
    if (this.#told > MOST_NOTIFICATIONS) return true;
    if ('log' in notification) this.listeners.onLog?.(notification.log);
    else this.listeners.onProgress?.(notification.progress);
    return true;
  }
}

/** The progress or log entry that a line holds; undefined when it is part of the result. */
function readNotification(line: string): { progress: CallProgress } | { log: CallLog } | undefined {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { progress, total, message, level, log } = value;
  const keys = Object.keys(value);
  if (keys.length === 2 && typeof level === 'string' && log !== undefined) {
    const known = Object.hasOwn(LEVELS, level.toLowerCase()) ? LEVELS[level.toLowerCase()] : undefined;
    return known === undefined ? undefined : { log: { level: known, data: log } };
  }
  if (typeof progress !== 'number' || !keys.every((key) => key === 'progress' || key === 'total' || key === 'message')) return undefined;
  if (!(total === undefined || total === null || typeof total === 'number') || !(message === undefined || message === null || typeof message === 'string')) return undefined;
  return { progress: { progress, ...(typeof total === 'number' ? { total } : {}), ...(typeof message === 'string' ? { message } : {}) } };
}
