import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { AlertView } from 'mcp-swagger-ipc';
import { Repository } from 'typeorm';
import { isRowId } from '../common/id.js';
import type { Page } from '../common/page.js';
import { AlertEntity } from '../database/entities/alert.entity.js';
import { pageBack } from '../database/page-back.js';
import { toAlertView } from './alert-view.js';
import type { AlertQuery } from './alert.schemas.js';

/** The alerts that are kept. */
@Injectable()
export class AlertHistory {
  constructor(@InjectRepository(AlertEntity) private readonly alerts: Repository<AlertEntity>) {}

  async page({ state, serverId, ruleId, limit, cursor }: AlertQuery): Promise<Page<AlertView>> {
    const wanted = [serverId, ruleId].filter((id) => id !== undefined);
    if (!wanted.every(isRowId)) return { items: [], nextCursor: null };
    const query = this.alerts.createQueryBuilder('alert');
    if (state !== undefined) query.andWhere(state === 'raised' ? 'alert.resolvedAt IS NULL' : 'alert.resolvedAt IS NOT NULL');
    if (serverId !== undefined) query.andWhere('alert.serverId = :serverId', { serverId });
    if (ruleId !== undefined) query.andWhere('alert.ruleId = :ruleId', { ruleId });
    const { items, nextCursor } = await pageBack(query, { at: 'raisedAt', limit, cursor });
    return { items: items.map(toAlertView), nextCursor };
  }
}
