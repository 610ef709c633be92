import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { messageOf } from '../common/error-facts.js';
import { Environment } from '../config/environment.js';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { askProcess } from './ask-process.js';
import { ConnectionsService } from './connections.service.js';
import { internalTokenOf } from './internal-token.js';
import { FIRST_DELAY_MS, lateAfterMs, nextLook } from './poll-schedule.js';

/** A process whose pipe is watched. Times: monotonic ms. */
interface Watched {
  serverId: string;
  generation: number;
  port: number;
  intervalMs: number;
  heardAtMs: number;
  delayMs: number;
  isLate: boolean;
  timer: NodeJS.Timeout;
}

/** When the pipe of a process falls silent, asks the process itself who is connected, until the pipe speaks again. */
@Injectable()
export class PipeWatch implements OnModuleDestroy {
  readonly #log = new Logger('Connections');
  /** The newest process of each server. */
  readonly #watched = new Map<string, Watched>();

  constructor(
    private readonly connections: ConnectionsService,
    private readonly environment: Environment,
  ) {}

  @OnAppEvent('mcp.server.started')
  onStarted({ serverId, generation, internalPort, reporting }: AppEventMap['mcp.server.started']): void {
    this.#forget(serverId);
    if (internalPort === undefined || reporting?.enabled === false) return;
    const intervalMs = reporting?.heartbeatIntervalMs ?? this.environment.variables.MCP_HEARTBEAT_INTERVAL;
    const watched: Watched = { serverId, generation, port: internalPort, intervalMs, heardAtMs: performance.now(), delayMs: FIRST_DELAY_MS, isLate: false, timer: setTimeout(() => this.#look(watched), lateAfterMs(intervalMs)) };
    this.#watched.set(serverId, watched);
  }

  @OnAppEvent('mcp.heartbeat')
  onHeartbeat(from: AppEventMap['mcp.heartbeat']): void {
    this.#hear(from);
  }

  @OnAppEvent('mcp.connection.stats')
  onStats(from: AppEventMap['mcp.connection.stats']): void {
    this.#hear(from);
  }

  @OnAppEvent('mcp.connection.event')
  onEvent(from: AppEventMap['mcp.connection.event']): void {
    this.#hear(from);
  }

  @OnAppEvent('mcp.process.exit')
  onExit({ serverId, generation }: AppEventMap['mcp.process.exit']): void {
    if (this.#watched.get(serverId)?.generation === generation) this.#forget(serverId);
  }

  onModuleDestroy(): void {
    for (const serverId of this.#watched.keys()) this.#forget(serverId);
  }

  #hear({ serverId, generation }: { serverId: string; generation: number }): void {
    const watched = this.#watched.get(serverId);
    if (watched?.generation !== generation) return;
    watched.heardAtMs = performance.now();
    if (!watched.isLate) return;
    watched.isLate = false;
    this.#log.log(`The pipe of server ${serverId} speaks again.`);
  }

  #forget(serverId: string): void {
    clearTimeout(this.#watched.get(serverId)?.timer);
    this.#watched.delete(serverId);
  }

  #look(watched: Watched): void {
    const { isLate, waitMs, delayMs } = nextLook({ silentMs: performance.now() - watched.heardAtMs, intervalMs: watched.intervalMs, delayMs: watched.delayMs });
    watched.delayMs = delayMs;
    watched.timer = setTimeout(() => this.#look(watched), waitMs);
    if (!isLate) return;
    if (!watched.isLate) this.#log.warn(`The pipe of server ${watched.serverId} is silent; its process is asked directly.`);
    watched.isLate = true;
    void this.#poll(watched);
  }

  async #poll(watched: Watched): Promise<void> {
    const { serverId, generation, port } = watched;
    try {
      const polled = await askProcess(port, internalTokenOf(this.environment.processSecret, serverId));
      // Meanwhile the pipe may speak again, or the process be gone.
      if (watched.isLate && this.#watched.get(serverId) === watched) this.connections.foldPoll({ serverId, generation, ...polled });
    } catch (error) {
      this.#log.debug(`The process of server ${serverId} did not say who is connected: ${messageOf(error)}`);
    }
  }
}
