import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AppError } from '../common/app-error.js';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { type LineConditions, lineFilter } from './line-filter.js';
import { LogTail } from './log-tail.js';
import { LookingTime } from './looking-time.js';
import { LogsService } from './logs.service.js';

const MAX_TAILS = 200;

/** Those who look on, over REST. */
@Injectable()
export class LogTails implements OnApplicationShutdown {
  readonly #tails = new Map<LogTail, string | undefined>();
  readonly #time = new LookingTime();

  constructor(private readonly logs: LogsService) {}

  /**
   * Answers with the lines of one server, or of all, as they come, until the reader goes. One that comes back with Last-Event-ID is told first
   * what it missed, as far as that is in memory. Throws AppError SEARCH_INVALID or TOO_MANY_TAILS.
   */
  open(serverId: string | undefined, known: readonly string[], conditions: LineConditions, request: Request, response: Response): void {
    const matches = lineFilter(conditions);
    if (this.#tails.size >= MAX_TAILS) throw new AppError(429, 'TOO_MANY_TAILS', `${MAX_TAILS} live views of logs are open; close one.`, { most: MAX_TAILS });
    const viewer = this.#time.join(conditions, matches);
    const tail = new LogTail(response, viewer);
    const lastId = Number(request.get('last-event-id') ?? Infinity);
    for (const line of this.logs.recentAfter(known, lastId)) tail.send(line, 0);
    this.#tails.set(tail, serverId);
    response.once('close', () => {
      this.#tails.delete(tail);
      tail.close();
    });
  }

  @OnAppEvent('log.line')
  tell({ serverId, line, dropped }: AppEventMap['log.line']): void {
    for (const [tail, wanted] of this.#tails) if (wanted === undefined || wanted === serverId) tail.send(line, dropped);
  }

  onApplicationShutdown(): void {
    for (const tail of this.#tails.keys()) tail.close();
  }
}
