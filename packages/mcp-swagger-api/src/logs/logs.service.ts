import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { LogLineView } from 'mcp-swagger-ipc';
import { messageOf } from '../common/error-facts.js';
import { toInstant } from '../common/instant.js';
import { redact, redactLines } from '../common/redact.js';
import { Environment } from '../config/environment.js';
import { AppEventEmitter, OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { keptLine } from '../supervisor/kept-line.js';
import { KeptLog, type LogCounts } from './kept-log.js';
import type { LineConditions } from './line-filter.js';
import { LineNumbers } from './line-numbers.js';
import { LogFiles } from './log-files.js';
import { levelOf } from './log-level.js';
import type { Found, Order } from './search-lines.js';
import { searchLogs } from './search-logs.js';
import type { ServerLog } from './search-request.js';
import { listSegments } from './segments.js';

/** A search of files gives what it has after so long. */
const SEARCH_TIMEOUT_MS = 5_000;

/** Dropped lines are told of once in so long. */
const NOTE_INTERVAL_MS = 1_000;

const NOTHING: LogCounts = { received: 0, dropped: 0, lost: 0, isWriting: true };

/** `level`: for a line that does not say itself how serious it is. `dropped`: lines before it that were too many to keep. */
interface Kept {
  stream: LogLineView['stream'];
  level?: LogLineView['level'] | undefined;
  text: string;
  dropped?: number | undefined;
}

/** What all processes said: taken in here, without secrets, numbered, kept in memory and in files, and told to those who look on. */
@Injectable()
export class LogsService implements OnApplicationShutdown {
  private readonly logger = new Logger('Logs');
  readonly #logs = new Map<string, KeptLog>();
  readonly #notes = new Map<string, NodeJS.Timeout>();
  readonly #numbers = new LineNumbers();

  constructor(
    private readonly environment: Environment,
    private readonly files: LogFiles,
    private readonly events: AppEventEmitter,
  ) {}

  @OnAppEvent('process.lines')
  take({ serverId, timestamp, stream, lines, unread }: AppEventMap['process.lines']): void {
    const log = this.#log(serverId);
    log.count(lines.length + unread, unread);
    const at = { epochMs: timestamp, instant: toInstant(timestamp) };
    for (const line of redactLines(lines, serverId)) this.#keep(log, serverId, at, { stream, text: keptLine(line) });
    if (unread > 0) this.#noteDrops(serverId, log);
  }

  @OnAppEvent('process.remark')
  note({ serverId, timestamp, level, text }: AppEventMap['process.remark']): void {
    this.#note(this.#log(serverId), serverId, { timestamp, level, text });
  }

  @OnAppEvent('server.changed')
  forget({ serverId, change }: AppEventMap['server.changed']): void {
    if (change !== 'deleted') return;
    const log = this.#logs.get(serverId);
    this.#logs.delete(serverId);
    clearTimeout(this.#notes.get(serverId));
    this.#notes.delete(serverId);
    void Promise.resolve(log?.writer.end()).then(() => this.files.remove(serverId));
  }

  /** The lines of one server, or of all, that fulfil the conditions. Throws AppError SEARCH_INVALID or TOO_MANY_SEARCHES. */
  async search(serverIds: readonly string[], conditions: LineConditions, order: Order): Promise<Found> {
    const logs = serverIds.map((serverId) => ({ serverId, segments: [], recent: this.#logs.get(serverId)?.recent ?? [] }));
    const [only] = logs;
    // Most ask for the last lines of one server, and those are here.
    if (only !== undefined && logs.length === 1 && order.from === 'newest' && conditions.regex !== true) {
      const found = await searchLogs({ logs, conditions, order, timeoutMs: SEARCH_TIMEOUT_MS });
      if (found.cursor !== null) return found;
    }
    return searchLogs({ logs: await this.logsOf(serverIds), conditions, order, timeoutMs: SEARCH_TIMEOUT_MS });
  }

  /** Where the logs of these servers are found: all that was said up to now is in memory or in a file. */
  async logsOf(serverIds: readonly string[]): Promise<ServerLog[]> {
    return Promise.all(
      serverIds.map(async (serverId) => {
        const log = this.#logs.get(serverId);
        const recent = log?.recent ?? [];
        // What left the memory while we looked has come to the disk before.
        await log?.writer.flush();
        const segments = await listSegments(this.files.folderOf(serverId)).catch((error: unknown) => {
          this.logger.warn(`The log files of server ${serverId} cannot be read: ${messageOf(error)}`);
          return [];
        });
        return { serverId, segments, recent };
      }),
    );
  }

  counts(serverId: string): LogCounts {
    return this.#logs.get(serverId)?.counts ?? NOTHING;
  }

  /** Lines of these servers in memory with a larger id, oldest first. */
  recentAfter(serverIds: readonly string[], id: number): LogLineView[] {
    return serverIds.flatMap((serverId) => this.#logs.get(serverId)?.recent.filter((line) => line.id > id) ?? []).toSorted((a, b) => a.id - b.id);
  }

  async onApplicationShutdown(): Promise<void> {
    for (const timer of this.#notes.values()) clearTimeout(timer);
    await Promise.all([...this.#logs.values()].map(({ writer }) => writer.end()));
  }

  /** While a flood lasts, and after it, whoever reads the log is told what is missing. */
  #noteDrops(serverId: string, log: KeptLog): void {
    if (this.#notes.has(serverId)) return;
    const note = () => {
      this.#notes.delete(serverId);
      const dropped = log.takeDropped();
      this.#warn(log, serverId, `${dropped} lines were dropped: more than ${this.environment.variables.LOG_MAX_RATE} a second (LOG_MAX_RATE).`, dropped);
    };
    this.#notes.set(serverId, setTimeout(note, NOTE_INTERVAL_MS).unref());
  }

  /** `text`: without secrets. */
  #keep(log: KeptLog, serverId: string, at: { epochMs: number; instant: string }, { stream, level, text, dropped = 0 }: Kept): void {
    const line: LogLineView = { id: this.#numbers.next(at.epochMs), serverId, timestamp: at.instant, stream, level: level ?? levelOf(text, stream), text };
    log.keep(line);
    this.events.emit('log.line', { serverId, timestamp: at.epochMs, line, dropped });
  }

  #note(log: KeptLog, serverId: string, { timestamp, level, text, dropped }: { timestamp: number; level?: LogLineView['level'] | undefined; text: string; dropped?: number }): void {
    this.#keep(log, serverId, { epochMs: timestamp, instant: toInstant(timestamp) }, { stream: 'supervisor', level, text: redact(text, serverId), dropped });
  }

  #warn(log: KeptLog, serverId: string, text: string, dropped = 0): void {
    this.#note(log, serverId, { timestamp: Date.now(), level: 'warn', text, dropped });
  }

  #log(serverId: string): KeptLog {
    const known = this.#logs.get(serverId);
    if (known !== undefined) return known;
    const { LOG_MAX_SIZE, LOG_MEMORY_LINES } = this.environment.variables;
    const log: KeptLog = new KeptLog(
      this.files.folderOf(serverId),
      { linesInMemory: LOG_MEMORY_LINES, bytesPerFile: LOG_MAX_SIZE },
      {
        closed: (path) => this.files.closed(serverId, path),
        failed: (error) => this.logger.error(`The log of server ${serverId} cannot be written, and is kept in memory until it can: ${messageOf(error)}`),
        recovered: (lost) => {
          if (lost > 0) this.#warn(log, serverId, `${lost} lines are missing here: the disk could not take them.`);
          this.logger.log(`The log of server ${serverId} is written again.`);
        },
      },
    );
    this.#logs.set(serverId, log);
    return log;
  }
}
