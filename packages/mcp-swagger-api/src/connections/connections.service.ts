import { Injectable } from '@nestjs/common';
import type { ConnectionView, EndedConnectionView, ProcessStatus } from 'mcp-swagger-ipc';
import { toInstant } from '../common/instant.js';
import { Environment } from '../config/environment.js';
import { AppEventEmitter, OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { overallStatus, processStatus } from './process-status.js';
import { type Change, type Now, ServerConnections } from './server-connections.js';

/** Counts and liveness of one server or of all. `lastUpdate`: ISO 8601, null before the first message. */
export interface ConnectionSummary {
  activeConnections: number;
  totalConnections: number;
  processStatus: ProcessStatus;
  lastUpdate: string | null;
}

/** The books on who is connected to what: fed by events, read by REST and sockets. */
@Injectable()
export class ConnectionsService {
  readonly #servers = new Map<string, ServerConnections>();
  /** Monotonic ms of the last heartbeat of each process that is up. */
  readonly #heartbeats = new Map<string, number>();
  readonly #history: EndedConnectionView[] = [];

  constructor(
    private readonly events: AppEventEmitter,
    private readonly environment: Environment,
  ) {}

  list(serverId?: string): ConnectionView[] {
    const now = theTime();
    return this.#chosen(serverId).flatMap((server) => server.list(now));
  }

  /** A client of the stateless protocol has one id on every server that it calls: `serverId` says which connection is meant. */
  find(sessionId: string, serverId?: string): ConnectionView | undefined {
    const now = theTime();
    for (const server of this.#chosen(serverId)) {
      const found = server.find(sessionId, now);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Ended connections, newest first. */
  history(serverId?: string): EndedConnectionView[] {
    return this.#history.filter((ended) => serverId === undefined || ended.serverId === serverId).toReversed();
  }

  summary(serverId?: string): ConnectionSummary {
    const chosen = this.#chosen(serverId);
    const alive = serverId === undefined ? [...this.#heartbeats.keys()] : [serverId];
    const lastUpdate = Math.max(0, ...chosen.map((server) => server.lastUpdate ?? 0));
    return {
      activeConnections: sum(chosen.map((server) => server.active)),
      totalConnections: sum(chosen.map((server) => server.total)),
      processStatus: overallStatus(alive.map((id) => this.#status(id))),
      lastUpdate: lastUpdate === 0 ? null : toInstant(lastUpdate),
    };
  }

  @OnAppEvent('mcp.server.started')
  onStarted({ serverId }: AppEventMap['mcp.server.started']): void {
    this.#heartbeats.set(serverId, performance.now());
  }

  @OnAppEvent('mcp.heartbeat')
  onHeartbeat({ serverId }: AppEventMap['mcp.heartbeat']): void {
    this.#heartbeats.set(serverId, performance.now());
  }

  @OnAppEvent('mcp.connection.event')
  onConnectionEvent(event: AppEventMap['mcp.connection.event']): void {
    this.#announce(event.serverId, this.#server(event.serverId).foldEvent(event, event.sentAt, theTime()));
  }

  @OnAppEvent('mcp.connection.stats')
  onStats(stats: AppEventMap['mcp.connection.stats']): void {
    const { serverId } = stats;
    const server = this.#server(serverId);
    const { changes, connections } = server.foldStats(stats, theTime());
    this.#announce(serverId, changes);
    this.events.emit('connection.stats', {
      serverId,
      timestamp: Date.now(),
      activeConnections: server.active,
      totalConnections: server.total,
      processStatus: this.#status(serverId),
      connections,
    });
  }

  @OnAppEvent('mcp.process.exit')
  onExit({ serverId, reason }: AppEventMap['mcp.process.exit']): void {
    this.#heartbeats.delete(serverId);
    const changes = this.#servers.get(serverId)?.closeAll(`The process ended. ${reason}`, theTime()) ?? [];
    this.#announce(serverId, changes);
  }

  @OnAppEvent('server.changed')
  onServerChanged({ serverId, change }: AppEventMap['server.changed']): void {
    if (change === 'deleted') this.#servers.delete(serverId);
  }

  #announce(serverId: string, changes: Change[]): void {
    for (const { event, connection, reason } of changes) {
      if (event === 'disconnected') this.#remember(connection, reason);
      this.events.emit('connection.changed', { serverId, timestamp: Date.now(), event, connection, reason });
    }
  }

  #remember(connection: ConnectionView, reason: string | undefined): void {
    const limit = this.environment.variables.MCP_CONNECTION_HISTORY_LIMIT;
    this.#history.push({ ...connection, endedAt: toInstant(Date.now()), reason: reason ?? null });
    if (this.#history.length > limit) this.#history.splice(0, this.#history.length - limit);
  }

  #status(serverId: string): ProcessStatus {
    const heartbeat = this.#heartbeats.get(serverId);
    const age = heartbeat === undefined ? undefined : performance.now() - heartbeat;
    return processStatus(age, this.environment.variables.MCP_HEARTBEAT_INTERVAL);
  }

  #chosen(serverId: string | undefined): ServerConnections[] {
    if (serverId === undefined) return [...this.#servers.values()];
    const server = this.#servers.get(serverId);
    return server === undefined ? [] : [server];
  }

  #server(serverId: string): ServerConnections {
    const known = this.#servers.get(serverId) ?? new ServerConnections(serverId);
    this.#servers.set(serverId, known);
    return known;
  }
}

function theTime(): Now {
  return { epochMs: Date.now(), monotonicMs: performance.now() };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
