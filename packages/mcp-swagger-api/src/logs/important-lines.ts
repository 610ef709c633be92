import { randomUUID } from 'node:crypto';
import { Injectable, type OnModuleInit, type OnApplicationShutdown } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { overhear } from '../common/api-logger.js';
import { isRowId } from '../common/id.js';
import type { Page } from '../common/page.js';
import { ImportantLineEntity } from '../database/entities/important-line.entity.js';
import { pageBack } from '../database/page-back.js';
import { storable } from '../database/storable.js';
import { type Lane, WriteQueue } from '../database/write-queue/index.js';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import type { ImportantQuery } from './important-line.schemas.js';
import { LineRate } from '../common/line-rate.js';

/** One that complains without end is held to this, so that the others' complaints are kept for long. */
const PER_SECOND = 0.5;
const BURST = 100;
const MAX_CHARACTERS = 4_000;

/** The API itself among those that speak. */
const OURSELVES = '';

interface Speaker {
  rate: LineRate;
  missing: number;
}

/** Keeps warnings and errors of servers and of the API in the database, where they are found after the log files are gone. */
@Injectable()
export class ImportantLines implements OnModuleInit, OnApplicationShutdown {
  readonly #lane: Lane<ImportantLineEntity>;
  readonly #speakers = new Map<string, Speaker>();
  #end = (): void => {};

  constructor(
    @InjectRepository(ImportantLineEntity) private readonly lines: Repository<ImportantLineEntity>,
    private readonly queue: WriteQueue,
  ) {
    this.#lane = queue.lane<ImportantLineEntity>({
      name: 'important_lines',
      bytesOf: ({ text }) => 400 + text.length * 2,
      write: (manager, rows) => manager.createQueryBuilder().insert().into(ImportantLineEntity).values(rows).orIgnore().execute(),
    });
  }

  onModuleInit(): void {
    this.#end = overhear((level, part, text) => this.#take({ at: new Date(), serverId: null, level, source: part, text }));
  }

  onApplicationShutdown(): void {
    this.#end();
  }

  @OnAppEvent('log.line')
  onLine({ line: { serverId, timestamp, level, stream, text } }: AppEventMap['log.line']): void {
    if (level === 'error' || level === 'warn') this.#take({ at: new Date(timestamp), serverId, level, source: stream, text });
  }

  @OnAppEvent('server.changed')
  forget({ serverId, change }: AppEventMap['server.changed']): void {
    if (change === 'deleted') this.#speakers.delete(serverId);
  }

  /** The newest first. */
  async page({ serverId, of, level, search, from, to, limit, cursor }: ImportantQuery): Promise<Page<ImportantLineEntity>> {
    if (serverId !== undefined && !isRowId(serverId)) return { items: [], nextCursor: null };
    await this.queue.flush();
    const query = this.lines.createQueryBuilder('line');
    if (serverId !== undefined) query.andWhere('line.serverId = :serverId', { serverId });
    if (of !== undefined) query.andWhere(of === 'api' ? 'line.serverId IS NULL' : 'line.serverId IS NOT NULL');
    if (level !== undefined) query.andWhere('line.level = :level', { level });
    if (search !== undefined) query.andWhere('strpos(lower(line.text), lower(:search)) > 0', { search: storable(search) });
    if (from !== undefined) query.andWhere('line.at >= :from', { from });
    if (to !== undefined) query.andWhere('line.at < :to', { to });
    return pageBack(query, { at: 'at', limit, cursor });
  }

  #take(line: Omit<ImportantLineEntity, 'id'>): void {
    const speaker = this.#speaker(line.serverId ?? OURSELVES);
    if (!speaker.rate.take(performance.now())) {
      speaker.missing += 1;
      return;
    }
    const before = speaker.missing === 0 ? '' : `(${speaker.missing} lines before this one are in the log only.) `;
    speaker.missing = 0;
    this.#lane.push(storable({ id: randomUUID(), ...line, text: (before + line.text).slice(0, MAX_CHARACTERS) }));
  }

  #speaker(id: string): Speaker {
    const known = this.#speakers.get(id);
    if (known !== undefined) return known;
    const speaker = { rate: new LineRate(PER_SECOND, BURST), missing: 0 };
    this.#speakers.set(id, speaker);
    return speaker;
  }
}
