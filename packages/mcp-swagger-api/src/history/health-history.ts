import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { HealthCheckView } from 'mcp-swagger-ipc';
import { Repository } from 'typeorm';
import type { Page } from '../common/page.js';
import { HealthCheckEntity } from '../database/entities/health-check.entity.js';
import { pageBack } from '../database/page-back.js';
import { storable } from '../database/storable.js';
import { type Lane, WriteQueue } from '../database/write-queue/index.js';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';

export interface HealthCheckQuery {
  serverId: string;
  healthy?: boolean | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** Every look at a process, also of those before the API's last start. */
@Injectable()
export class HealthHistory {
  readonly #lane: Lane<HealthCheckEntity>;

  constructor(
    @InjectRepository(HealthCheckEntity) private readonly checks: Repository<HealthCheckEntity>,
    private readonly queue: WriteQueue,
  ) {
    this.#lane = queue.lane<HealthCheckEntity>({
      name: 'health_checks',
      write: (manager, rows) => manager.createQueryBuilder().insert().into(HealthCheckEntity).values(rows).orIgnore().execute(),
    });
  }

  /** The newest first. */
  async page({ serverId, healthy, from, to, limit, cursor }: HealthCheckQuery): Promise<Page<HealthCheckEntity>> {
    await this.queue.flush();
    const query = this.checks.createQueryBuilder('look').where('look.serverId = :serverId', { serverId });
    if (healthy !== undefined) query.andWhere('look.healthy = :healthy', { healthy });
    if (from !== undefined) query.andWhere('look.at >= :from', { from });
    if (to !== undefined) query.andWhere('look.at < :to', { to });
    return pageBack(query, { at: 'at', limit, cursor });
  }

  @OnAppEvent('process.checked')
  onChecked({ serverId, check }: AppEventMap['process.checked']): void {
    this.#lane.push(storable({ id: randomUUID(), serverId, ...check, at: new Date(check.at) }));
  }
}

export function toHealthCheckView({ at, probe, healthy, latencyMs, eventLoopDelayMs, error }: HealthCheckEntity): HealthCheckView {
  return { at: at.toISOString(), probe: probe as HealthCheckView['probe'], healthy, latencyMs, eventLoopDelayMs, error };
}
