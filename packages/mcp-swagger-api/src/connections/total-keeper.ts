import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { ConnectionTotalEntity } from '../database/entities/connection-total.entity.js';
import { type Lane, WriteQueue } from '../database/write-queue/index.js';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { ConnectionTotals } from './connection-totals.js';
import { ConnectionsService } from './connections.service.js';

interface TotalRow {
  serverId: string;
  total: number;
}

/** A server that was deleted meanwhile is passed over, and a total never goes down. */
const KEEP = `
  INSERT INTO "connection_totals" ("server_id", "total")
  SELECT s."id", v."total" FROM unnest($1::uuid[], $2::bigint[]) AS v("id", "total") JOIN "servers" s ON s."id" = v."id"
  ON CONFLICT ("server_id") DO UPDATE SET "total" = GREATEST("connection_totals"."total", EXCLUDED."total")`;

/** Keeps the totals in the database: one row a server, however many connections there are. */
@Injectable()
export class TotalKeeper implements OnModuleInit {
  readonly #lane: Lane<TotalRow>;

  constructor(
    private readonly totals: ConnectionTotals,
    private readonly connections: ConnectionsService,
    @InjectRepository(ConnectionTotalEntity) private readonly kept: Repository<ConnectionTotalEntity>,
    queue: WriteQueue,
  ) {
    this.#lane = queue.lane<TotalRow>({
      name: 'connection_totals',
      write: (manager, rows) => manager.query(KEEP, [rows.map(({ serverId }) => serverId), rows.map(({ total }) => total)]),
      keyOf: ({ serverId }) => serverId,
    });
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
      // It counts on from what it knew, and a stored total never goes down.
      () => {},
    );
  }

  @OnAppEvent('connection.changed')
  onConnection({ serverId, event }: AppEventMap['connection.changed']): void {
    if (event === 'connected') this.#lane.push({ serverId, total: this.connections.totalOf(serverId) });
  }
}
