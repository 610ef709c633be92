import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { Page } from '../common/page.js';
import { AuditEntryEntity, type StoredChanges } from '../database/entities/audit-entry.entity.js';
import { pageBack } from '../database/page-back.js';
import { type Lane, WriteQueue } from '../database/write-queue/index.js';
import type { AuditEntryView, AuditQuery } from './audit.schemas.js';

export type AuditRow = Pick<AuditEntryEntity, 'id' | 'at' | 'actorKind' | 'actorId' | 'actorName' | 'ip' | 'userAgent' | 'action' | 'path' | 'targetType' | 'targetId' | 'status' | 'changes'>;

const EXPORTED_AT_ONCE = 500;

/** The entries that are kept. */
@Injectable()
export class AuditLog {
  readonly #lane: Lane<AuditRow>;

  constructor(
    @InjectRepository(AuditEntryEntity) private readonly entries: Repository<AuditEntryEntity>,
    queue: WriteQueue,
  ) {
    this.#lane = queue.lane<AuditRow>({
      name: 'audit_entries',
      write: (manager, rows) => manager.createQueryBuilder().insert().into(AuditEntryEntity).values(rows).orIgnore().execute(),
      bytesOf: ({ changes, path }) => 500 + path.length + (changes === null ? 0 : JSON.stringify(changes).length),
    });
  }

  add(row: AuditRow): void {
    this.#lane.push(row);
  }

  async page({ actor, action, target, from, to, limit, cursor }: AuditQuery): Promise<Page<AuditEntryView>> {
    const query = this.entries.createQueryBuilder('entry');
    if (actor !== undefined) query.andWhere('(entry.actorName = :actor OR entry.actorId = :actor)', { actor });
    if (action !== undefined) query.andWhere('position(lower(:action) in lower(entry.action)) > 0', { action });
    if (target !== undefined) query.andWhere('(entry.targetType = :target OR entry.targetId = :target)', { target });
    if (from !== undefined) query.andWhere('entry.at >= :from', { from });
    if (to !== undefined) query.andWhere('entry.at < :to', { to });
    const { items, nextCursor } = await pageBack(query, { at: 'at', limit, cursor });
    return { items: items.map(toView), nextCursor };
  }

  /** All entries that fulfil the conditions, newest first, some at a time. */
  async *all(conditions: Omit<AuditQuery, 'limit' | 'cursor'>): AsyncGenerator<AuditEntryView[]> {
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = await this.page({ ...conditions, limit: EXPORTED_AT_ONCE, cursor });
      yield items;
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
}

function toView({ id, at, actorKind, actorId, actorName, ip, userAgent, action, path, targetType, targetId, status, changes }: AuditEntryEntity): AuditEntryView {
  return {
    id,
    at: at.toISOString(),
    actor: { kind: actorKind, id: actorId, name: actorName },
    ip,
    userAgent,
    action,
    path,
    target: targetType === null ? null : { type: targetType, id: targetId },
    status,
    changes: changes as StoredChanges | null,
  };
}
