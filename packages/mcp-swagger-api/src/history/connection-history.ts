import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EndedConnectionView } from 'mcp-swagger-ipc';
import { Repository } from 'typeorm';
import { isRowId } from '../common/id.js';
import type { Page } from '../common/page.js';
import { Environment } from '../config/environment.js';
import { EndedConnectionEntity } from '../database/entities/ended-connection.entity.js';
import { pageBack } from '../database/page-back.js';
import { storable } from '../database/storable.js';
import { type Lane, WriteQueue } from '../database/write-queue/index.js';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';

export interface ConnectionHistoryQuery {
  serverId?: string | undefined;
  kind?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** As the database takes it; instants in epoch ms, which may be in years that ISO 8601 writes in its own way. */
type EndedRow = Omit<EndedConnectionEntity, 'connectedAt' | 'endedAt'> & { connectedAt: number; endedAt: number };

/** One text for all rows: to build the statement value by value costs a tenth of all that the API does while a thousand clients come and go each second. */
const KEEP = `
  INSERT INTO "connection_history" ("id", "server_id", "session_id", "kind", "connected_at", "ended_at", "reason", "connection")
  SELECT "id", "serverId", "sessionId", "kind", to_timestamp("connectedAt" / 1000), to_timestamp("endedAt" / 1000), "reason", "connection"
  FROM json_to_recordset($1::json) AS "rows"("id" uuid, "serverId" uuid, "sessionId" text, "kind" text, "connectedAt" float8, "endedAt" float8, "reason" text, "connection" jsonb)
  ON CONFLICT DO NOTHING`;

/** The connections that have ended, also those of earlier runs of the API. */
@Injectable()
export class ConnectionHistory {
  readonly #lane: Lane<EndedRow>;
  readonly #isKept: boolean;

  constructor(
    @InjectRepository(EndedConnectionEntity) private readonly connections: Repository<EndedConnectionEntity>,
    private readonly queue: WriteQueue,
    { variables }: Environment,
  ) {
    this.#isKept = variables.MCP_CONNECTION_HISTORY_LIMIT > 0;
    this.#lane = queue.lane<EndedRow>({
      name: 'connection_history',
      bytesOf: ({ connection, reason }) => 1_500 + (connection.userAgent?.length ?? 0) + (reason?.length ?? 0),
      write: (manager, rows) => manager.query(KEEP, [JSON.stringify(rows)]),
    });
  }

  /** The newest first. */
  async page({ serverId, kind, limit, cursor }: ConnectionHistoryQuery): Promise<Page<EndedConnectionView>> {
    if (serverId !== undefined && !isRowId(serverId)) return { items: [], nextCursor: null };
    await this.queue.flush();
    const query = this.connections.createQueryBuilder('ended');
    if (serverId !== undefined) query.andWhere('ended.serverId = :serverId', { serverId });
    if (kind !== undefined) query.andWhere('ended.kind = :kind', { kind });
    const { items, nextCursor } = await pageBack(query, { at: 'endedAt', limit, cursor });
    return { items: items.map(({ connection }) => connection), nextCursor };
  }

  @OnAppEvent('connection.ended')
  onEnded({ serverId, connection }: AppEventMap['connection.ended']): void {
    if (!this.#isKept) return;
    const { sessionId, kind, connectedAt, endedAt, reason } = connection;
    this.#lane.push(storable({ id: randomUUID(), serverId, sessionId, kind, connectedAt: Date.parse(connectedAt), endedAt: Date.parse(endedAt), reason, connection }));
  }
}
