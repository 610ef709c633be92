import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { ProcessView } from 'mcp-swagger-ipc';
import { type EntityManager, Repository } from 'typeorm';
import type { Page } from '../common/page.js';
import { LeaseEntity } from '../database/entities/lease.entity.js';
import { ProcessEventEntity, type ProcessEventType } from '../database/entities/process-event.entity.js';
import { ProcessRecordEntity } from '../database/entities/process-record.entity.js';
import { NodeRecord } from '../database/node-record.js';
import { pageBack } from '../database/page-back.js';
import { storable } from '../database/storable.js';
import { type Lane, WriteQueue } from '../database/write-queue/index.js';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { type LeaseNow, mayRecord } from './may-record.js';

/** Names of tools in one event; a document may have thousands. */
const MAX_NAMES = 200;

export interface ProcessEventQuery {
  serverId: string;
  type?: ProcessEventType | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** What happened to the processes, and what was last known of each; both outlive the API. */
@Injectable()
export class ProcessHistory {
  readonly #events: Lane<ProcessEventEntity>;
  readonly #records: Lane<{ row: ProcessRecordEntity; lease: number | undefined }>;
  /** What each server's process was last seen to be. */
  readonly #last = new Map<string, ProcessView>();
  /** By which lease this node runs a server, or did last. */
  readonly #leases = new Map<string, number>();

  constructor(
    @InjectRepository(ProcessEventEntity) private readonly events: Repository<ProcessEventEntity>,
    @InjectRepository(ProcessRecordEntity) private readonly records: Repository<ProcessRecordEntity>,
    private readonly node: NodeRecord,
    private readonly queue: WriteQueue,
  ) {
    this.#events = queue.lane<ProcessEventEntity>({
      name: 'process_events',
      write: (manager, rows) => manager.createQueryBuilder().insert().into(ProcessEventEntity).values(rows).orIgnore().execute(),
    });
    this.#records = queue.lane<{ row: ProcessRecordEntity; lease: number | undefined }>({
      name: 'process_records',
      keyOf: ({ row: { serverId } }) => serverId,
      bytesOf: ({ row: { lastExit } }) => 1_000 + (lastExit?.stderr ?? []).reduce((sum, line) => sum + line.length * 2, 0),
      write: async (manager, rows) => {
        const own = await this.#notOutrun(manager, rows);
        if (own.length > 0) await manager.upsert(ProcessRecordEntity, own, ['serverId']);
      },
    });
  }

  /** The newest first. */
  async page({ serverId, type, from, to, limit, cursor }: ProcessEventQuery): Promise<Page<ProcessEventEntity>> {
    await this.queue.flush();
    const query = this.events.createQueryBuilder('event').where('event.serverId = :serverId', { serverId });
    if (type !== undefined) query.andWhere('event.type = :type', { type });
    if (from !== undefined) query.andWhere('event.at >= :from', { from });
    if (to !== undefined) query.andWhere('event.at < :to', { to });
    return pageBack(query, { at: 'at', limit, cursor });
  }

  /** Null for a server that was never started. */
  async record(serverId: string): Promise<ProcessRecordEntity | null> {
    await this.queue.flush();
    return this.records.findOneBy({ serverId });
  }

  @OnAppEvent('process.state.changed')
  onState({ serverId, timestamp, process }: AppEventMap['process.state.changed']): void {
    const before = this.#last.get(serverId)?.state;
    this.#enter(process, timestamp);
    if (before === process.state) return;
    const why = process.reason === null ? '' : `: ${process.reason}`;
    this.#note('state', { serverId, timestamp, generation: process.generation }, `${before ?? 'stopped'} → ${process.state}${why}`, {
      from: before ?? 'stopped',
      to: process.state,
      reason: process.reason,
      attempt: process.attempt,
      nextRetryAt: process.nextRetryAt,
    });
  }

  @OnAppEvent('process.checked')
  onChecked({ serverId, timestamp, check }: AppEventMap['process.checked']): void {
    const last = this.#last.get(serverId);
    if (last !== undefined) this.#enter({ ...last, lastHealthCheck: check }, timestamp);
  }

  @OnAppEvent('mcp.server.started')
  onStarted({ serverId, timestamp, generation, pid, endpoint, transport, toolCount, version }: AppEventMap['mcp.server.started']): void {
    this.#note('started', { serverId, timestamp, generation }, `Ready with ${toolCount} tools.`, { pid, endpoint, transport, toolCount, version });
  }

  @OnAppEvent('mcp.process.exit')
  onExit({ serverId, timestamp, generation, pid, code, signal, reason, expected }: AppEventMap['mcp.process.exit']): void {
    this.#note('exit', { serverId, timestamp, generation }, reason, { pid, code, signal, expected });
  }

  @OnAppEvent('mcp.tools.changed')
  onTools({ serverId, timestamp, generation, toolCount, added, removed, changed, documentHash }: AppEventMap['mcp.tools.changed']): void {
    const first = (names: string[]) => names.slice(0, MAX_NAMES);
    this.#note('tools-changed', { serverId, timestamp, generation }, `${added.length} tools added, ${removed.length} removed, ${changed.length} changed.`, {
      toolCount,
      documentHash,
      added: first(added),
      removed: first(removed),
      changed: first(changed),
    });
  }

  @OnAppEvent('mcp.parse.error.threshold')
  onParseErrors({ serverId, timestamp, errors, detail }: AppEventMap['mcp.parse.error.threshold']): void {
    this.#note('parse-errors', { serverId, timestamp, generation: null }, `${errors} lines on stdout were not understood. ${detail}`, { errors });
  }

  @OnAppEvent('server.changed')
  onServerChanged({ serverId, change }: AppEventMap['server.changed']): void {
    if (change !== 'deleted') return;
    this.#last.delete(serverId);
    this.#leases.delete(serverId);
  }

  @OnAppEvent('lease.taken')
  onLease({ serverId, generation }: AppEventMap['lease.taken']): void {
    this.#leases.set(serverId, generation);
  }

  /** Another node may have taken a server while this one could not write. What happened is kept all the same, see above; this is what is so now. */
  async #notOutrun(manager: EntityManager, rows: { row: ProcessRecordEntity; lease: number | undefined }[]): Promise<ProcessRecordEntity[]> {
    const leases = await manager
      .createQueryBuilder(LeaseEntity, 'lease')
      .select(['lease."server_id" AS "serverId"', 'lease."replica" AS "replica"', 'lease."node_id" AS "nodeId"', 'lease."generation" AS "generation"', '(lease."node_id" IS NOT NULL AND lease."expires_at" > now()) AS "isLive"'])
      .where('lease.serverId IN (:...ids)', { ids: rows.map(({ row }) => row.serverId) })
      .getRawMany<LeaseNow & { serverId: string }>();
    const may = rows.filter(({ row, lease }) => mayRecord({ nodeId: this.node.id, lease }, leases.filter(({ serverId }) => serverId === row.serverId)));
    return may.map(({ row }) => row);
  }

  #note(type: ProcessEventType, { serverId, timestamp, generation }: { serverId: string; timestamp: number; generation: number | null }, message: string, detail: Record<string, unknown>): void {
    this.#events.push(storable({ id: randomUUID(), serverId, at: new Date(timestamp), type, generation, message: message.slice(0, 4_000), detail }));
  }

  #enter(process: ProcessView, timestamp: number): void {
    this.#last.set(process.serverId, process);
    const { serverId, state, pid, generation, restarts, endpoint, reason, transport, toolCount, maxRestarts, memoryLimitBytes, lastExit, lastHealthCheck, startedAt } = process;
    this.#records.push({
      lease: this.#leases.get(serverId),
      row: storable({
        serverId,
        nodeId: this.node.id,
        state,
        pid,
        generation,
        restarts,
        endpoint,
        reason,
        configuration: { transport, toolCount, maxRestarts, memoryLimitBytes },
        lastExit,
        lastHealthCheck,
        startedAt: startedAt === null ? null : new Date(startedAt),
        updatedAt: new Date(timestamp),
      }),
    });
  }
}
