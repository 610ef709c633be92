import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { Page } from '../common/page.js';
import { Environment } from '../config/environment.js';
import { CallMinuteEntity } from '../database/entities/call-minute.entity.js';
import { CallEntity } from '../database/entities/call.entity.js';
import { pageBack } from '../database/page-back.js';
import { storable } from '../database/storable.js';
import { type Lane, WriteQueue } from '../database/write-queue/index.js';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { type CallFigures, figuresQuery, type FigureRow, toFigures } from './call-figures.js';
import { Minutes } from './minutes.js';

export interface CallRange {
  serverId: string;
  tool?: string | undefined;
  from: Date;
  to: Date;
}

/** The tool calls of all servers: by minute always, each by itself if MCP_CALL_RECORDS asks for it. */
@Injectable()
export class CallHistory {
  readonly #minutes = new Minutes();
  readonly #minuteLane: Lane<CallMinuteEntity>;
  readonly #callLane: Lane<CallEntity>;
  readonly keepsCalls: boolean;

  constructor(
    @InjectRepository(CallMinuteEntity) private readonly minutes: Repository<CallMinuteEntity>,
    @InjectRepository(CallEntity) private readonly calls: Repository<CallEntity>,
    private readonly queue: WriteQueue,
    { variables }: Environment,
  ) {
    this.keepsCalls = variables.MCP_CALL_RECORDS;
    this.#minuteLane = queue.lane<CallMinuteEntity>({
      name: 'call_minutes',
      keyOf: ({ id }) => id,
      write: (manager, rows) => manager.upsert(CallMinuteEntity, storable(rows), ['id']),
    });
    this.#callLane = queue.lane<CallEntity>({
      name: 'calls',
      bytesOf: ({ tool, sessionId }) => 400 + tool.length + (sessionId?.length ?? 0),
      write: (manager, rows) => manager.createQueryBuilder().insert().into(CallEntity).values(rows).orIgnore().execute(),
    });
  }

  /** Counts, errors and durations, of one server or of all, in sum, by tool, and over time in steps of `stepMs`. */
  async figures(range: Omit<CallRange, 'serverId'> & { serverId?: string; stepMs: number }): Promise<CallFigures> {
    await this.queue.flush();
    const { text, values } = figuresQuery(range);
    return toFigures(await this.minutes.query<FigureRow[]>(text, values));
  }

  /** Single calls, the newest first. */
  async page({ serverId, tool, from, to, errors, limit, cursor }: CallRange & { errors: boolean; limit: number; cursor?: string | undefined }): Promise<Page<CallEntity>> {
    await this.queue.flush();
    const query = this.calls.createQueryBuilder('call').where('call.serverId = :serverId AND call.at >= :from AND call.at < :to', { serverId, from, to });
    if (tool !== undefined) query.andWhere('call.tool = :tool', { tool });
    if (errors) query.andWhere('call.isError');
    return pageBack(query, { at: 'at', limit, cursor });
  }

  @OnAppEvent('mcp.call')
  onCall({ serverId, timestamp, ...call }: AppEventMap['mcp.call']): void {
    this.#minuteLane.push(this.#minutes.add(serverId, call, timestamp));
    if (!this.keepsCalls) return;
    const { tool, sessionId = null, durationMs, upstreamStatus = null, isError, bytesIn, bytesOut } = call;
    this.#callLane.push(storable({ id: randomUUID(), serverId, at: new Date(timestamp), tool, sessionId, durationMs, upstreamStatus, isError, bytesIn, bytesOut }));
  }
}
