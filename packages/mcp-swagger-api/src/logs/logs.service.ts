import { Injectable } from '@nestjs/common';
import type { LogLineView } from 'mcp-swagger-ipc';
import type { AppEventMap } from '../events/app-events.js';
import { OnAppEvent } from '../events/app-event-emitter.js';

/** So many lines of each server are kept. */
const LINES_PER_SERVER = 1_000;

export interface LogQuery {
  level?: LogLineView['level'] | undefined;
  search?: string | undefined;
  limit: number;
}

/** The last lines of every process. */
@Injectable()
export class LogsService {
  readonly #lines = new Map<string, LogLineView[]>();

  /** The newest `limit` lines that match, oldest first. */
  find(serverId: string, { level, search, limit }: LogQuery): LogLineView[] {
    const lines = this.#lines.get(serverId) ?? [];
    const wanted = search?.toLowerCase();
    return lines
      .filter((line) => (level === undefined || line.level === level) && (wanted === undefined || line.text.toLowerCase().includes(wanted)))
      .slice(-limit);
  }

  @OnAppEvent('process.line')
  keep(line: LogLineView): void {
    const lines = this.#lines.get(line.serverId) ?? [];
    lines.push(line);
    this.#lines.set(line.serverId, lines.length >= LINES_PER_SERVER * 2 ? lines.slice(-LINES_PER_SERVER) : lines);
  }

  @OnAppEvent('server.changed')
  forget({ serverId, change }: AppEventMap['server.changed']): void {
    if (change === 'deleted') this.#lines.delete(serverId);
  }
}
