import { Injectable } from '@nestjs/common';
import { ConnectionsService } from '../connections/connections.service.js';
import type { ServerEntity } from '../database/entities/server.entity.js';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import type { Metric } from './metric.js';
import { RecentCalls } from './recent-calls.js';
import { RecentGrowth } from './recent-growth.js';

const WINDOW_MS = 300_000;
const CRASH_WINDOW_MS = 600_000;

class Recent {
  readonly calls = new RecentCalls(WINDOW_MS);
  readonly crashes = new RecentGrowth(CRASH_WINDOW_MS);
  readonly gaps = new RecentGrowth(WINDOW_MS);
  readonly parseErrors = new RecentGrowth(WINDOW_MS);
  crashCount = 0;
}

/** What is known of each server just now, for the rules; undefined where there is nothing to know. */
@Injectable()
export class ServerFigures {
  readonly #recent = new Map<string, Recent>();

  constructor(
    private readonly supervisor: SupervisorService,
    private readonly connections: ConnectionsService,
  ) {}

  /** One look at all processes that there are or were since the API started, by server id. `now`: ms on a clock that does not jump. */
  look(now: number): Map<string, Record<Metric, number | undefined>> {
    const ipc = this.supervisor.ipc();
    return new Map(
      this.supervisor.views().map(({ serverId, state, resources, pid, lastHealthCheck }) => {
        const recent = this.#of(serverId);
        const { gaps = 0, parseErrors } = ipc.get(serverId) ?? {};
        const wrongLines = Object.values(parseErrors ?? {}).reduce((sum, count) => sum + count, 0);
        const isAlive = pid !== null;
        return [
          serverId,
          {
            failed: state === 'failed' ? 1 : 0,
            unhealthy: state === 'unhealthy' || (isAlive && lastHealthCheck?.healthy === false) ? 1 : 0,
            restarts: recent.crashes.observe(recent.crashCount, now),
            ...recent.calls.figures(now),
            memoryBytes: isAlive ? resources?.rssBytes : undefined,
            cpuPercent: isAlive ? resources?.cpuPercent : undefined,
            connections: this.connections.summary(serverId).activeConnections,
            ipcGaps: recent.gaps.observe(gaps, now),
            parseErrors: recent.parseErrors.observe(wrongLines, now),
          },
        ];
      }),
    );
  }

  /** True while its process is about to run, and whether it has failed is open: at the start of the API, and between two attempts. */
  isOnItsWay({ id, desiredState }: Pick<ServerEntity, 'id' | 'desiredState'>): boolean {
    const state = this.supervisor.view(id)?.state;
    return state === undefined ? desiredState === 'running' : state === 'starting' || state === 'backoff';
  }

  @OnAppEvent('mcp.call')
  onCall({ serverId, durationMs, isError }: AppEventMap['mcp.call']): void {
    this.#of(serverId).calls.add(durationMs, isError, performance.now());
  }

  @OnAppEvent('mcp.process.exit')
  onExit({ serverId, expected }: AppEventMap['mcp.process.exit']): void {
    const recent = this.#of(serverId);
    // Between two looks there may be several.
    recent.crashes.observe(recent.crashCount, performance.now());
    if (!expected) recent.crashCount += 1;
  }

  @OnAppEvent('server.changed')
  forget({ serverId, change }: AppEventMap['server.changed']): void {
    if (change === 'deleted') this.#recent.delete(serverId);
  }

  #of(serverId: string): Recent {
    const known = this.#recent.get(serverId);
    if (known !== undefined) return known;
    const recent = new Recent();
    this.#recent.set(serverId, recent);
    return recent;
  }
}
