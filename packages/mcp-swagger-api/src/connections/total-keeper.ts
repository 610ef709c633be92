import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager } from 'typeorm';
import { Repository } from 'typeorm';
import { ConnectionTotalEntity } from '../database/entities/connection-total.entity.js';
import { NodeRecord } from '../database/node-record.js';
import { type Lane, WriteQueue } from '../database/write-queue/index.js';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { ConnectionTotals } from './connection-totals.js';
import { ConnectionsService } from './connections.service.js';

/** How many connections of a server this run has counted. */
interface CountedRow {
  serverId: string;
  counted: number;
}

/**
 * Adds what this node has counted since it last did so. Beside the total stands what each node that is there has added, so that a write that comes
 * twice counts once. A server that was deleted meanwhile is passed over.
 */
const KEEP = `
  INSERT INTO "connection_totals" AS kept ("server_id", "total", "counted")
  SELECT s."id", v."counted" - v."written", jsonb_build_object($4::text, v."counted")
  FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS v("id", "counted", "written") JOIN "servers" s ON s."id" = v."id" ORDER BY s."id"
  ON CONFLICT ("server_id") DO UPDATE SET
    "total" = kept."total" + GREATEST(0, coalesce((EXCLUDED."counted"->>$4)::bigint - (kept."counted"->>$4)::bigint, EXCLUDED."total")),
    "counted" = (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(kept."counted") WHERE key IN (SELECT "id"::text FROM "nodes")) || EXCLUDED."counted"
  RETURNING "server_id" AS "serverId", "total"`;

/** Keeps the totals in the database: one row a server, however many connections there are and nodes that count them. */
@Injectable()
export class TotalKeeper implements OnModuleInit {
  readonly #lane: Lane<CountedRow>;
  /** Of those that this run counted, how many are known to be in the database, by server id. */
  readonly #written = new Map<string, number>();

  constructor(
    private readonly totals: ConnectionTotals,
    @Inject(ConnectionsService) private readonly connections: Pick<ConnectionsService, 'totalOf' | 'sinceStartOf'>,
    @InjectRepository(ConnectionTotalEntity) private readonly kept: Repository<ConnectionTotalEntity>,
    @Inject(NodeRecord) private readonly node: Pick<NodeRecord, 'id'>,
    queue: WriteQueue,
  ) {
    this.#lane = queue.lane<CountedRow>({ name: 'connection_totals', write: (manager, rows) => this.#write(manager, rows), keyOf: ({ serverId }) => serverId });
  }

  async onModuleInit(): Promise<void> {
    const rows = await this.kept.find();
    this.totals.begin(rows.map(({ serverId, total }) => [serverId, Number(total)]));
  }

  /** Another node may have counted since this one started. */
  @OnAppEvent('lease.taken')
  onLeaseTaken({ serverId }: AppEventMap['lease.taken']): void {
    this.kept.findOneBy({ serverId }).then(
      (row) => {
        const missing = Number(row?.total ?? 0) - this.connections.totalOf(serverId);
        if (missing > 0) this.totals.add(serverId, missing);
      },
      // It counts on from what it knew, and hears the total when it writes.
      () => {},
    );
  }

  @OnAppEvent('connection.changed')
  onConnection({ serverId, event }: AppEventMap['connection.changed']): void {
    if (event === 'connected') this.#lane.push({ serverId, counted: this.connections.sinceStartOf(serverId) });
  }

  @OnAppEvent('server.changed')
  onServerChanged({ serverId, change }: AppEventMap['server.changed']): void {
    if (change === 'deleted') this.#written.delete(serverId);
  }

  async #write(manager: EntityManager, rows: CountedRow[]): Promise<void> {
    const counted = new Map(rows.map((row) => [row.serverId, row.counted]));
    const ids = [...counted.keys()];
    const kept = await manager.query<{ serverId: string; total: string }[]>(KEEP, [ids, [...counted.values()], ids.map((id) => this.#written.get(id) ?? 0), this.node.id]);
    for (const { serverId, total } of kept) {
      const written = counted.get(serverId) ?? 0;
      this.#written.set(serverId, written);
      this.totals.know(serverId, Number(total), written);
    }
  }
}
