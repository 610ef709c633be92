import { Injectable } from '@nestjs/common';
import { type ConnectionSource, type ConnectionStats, type ConnectionView, type EndedConnectionView, type ProcessStatus, sayReason } from 'mcp-swagger-ipc';
import { toInstant } from '../common/instant.js';
import { withFields } from '../common/with-fields.js';
import { Environment } from '../config/environment.js';
import { AppEventEmitter, OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { ConnectionTotals } from './connection-totals.js';
import { EndedConnections } from './ended-connections.js';
import { Heartbeats } from './heartbeats.js';
import { maskClient } from './mask-client.js';
import type { Change, Now } from './process-connections.js';
import { overallStatus, processStatus } from './process-status.js';
import { ServerConnections } from './server-connections.js';

/** Counts and liveness of one server or of all. `totalConnections`: ever; `totalSinceStart`: of the API. `lastUpdate`: ISO 8601, null before the first message. */
export interface ConnectionSummary {
  activeConnections: number;
  totalConnections: number;
  totalSinceStart: number;
  processStatus: ProcessStatus;
  source: ConnectionSource;
  lastUpdate: string | null;
}

/** What is chosen for one server; what is absent is as the environment says. */
export interface Choices {
  keepHistory?: boolean | undefined;
  historyLimit?: number | undefined;
  maskClients?: boolean | undefined;
}

/** The books on who is connected to what: fed by events, read by REST and sockets. */
@Injectable()
export class ConnectionsService {
  readonly #servers = new Map<string, ServerConnections>();
  readonly #heartbeats = new Heartbeats();
  readonly #ended: EndedConnections;
  readonly #choices = new Map<string, Choices>();

  constructor(
    private readonly events: AppEventEmitter,
    private readonly environment: Environment,
    private readonly totals: ConnectionTotals,
  ) {
    this.#ended = new EndedConnections(environment.variables.MCP_CONNECTION_HISTORY_LIMIT);
  }

  /** What shall be kept of a server's connections from now on. Those who are connected are masked at once; what was written down stays. */
  monitor(serverId: string, choices: Choices = {}): void {
    this.#choices.set(serverId, choices);
    if (this.#isMasking(serverId)) this.#servers.get(serverId)?.maskClients();
  }

  list(serverId?: string, limit = Number.POSITIVE_INFINITY): ConnectionView[] {
    const now = theTime();
    let views: ConnectionView[] = [];
    for (const server of this.#chosen(serverId)) views = views.concat(server.list(now, limit - views.length));
    return views;
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

  /** The last ended connections, newest first. */
  history(serverId?: string): EndedConnectionView[] {
    return this.#ended.list(serverId, (id) => this.#choices.get(id)?.historyLimit);
  }

  summary(serverId?: string): ConnectionSummary {
    const chosen = this.#chosen(serverId);
    const alive = serverId === undefined ? this.#heartbeats.servers() : [serverId];
    const lastUpdate = Math.max(0, ...chosen.map((server) => server.lastUpdate ?? 0));
    return {
      activeConnections: sum(chosen.map(({ active }) => active)),
      totalConnections: this.totals.ever(serverId, sum(chosen.map(({ total }) => total))),
      totalSinceStart: sum(chosen.map(({ total }) => total)),
      processStatus: overallStatus(alive.map((id) => this.#status(id))),
      source: chosen.some(({ source }) => source === 'poll') ? 'poll' : 'pipe',
      lastUpdate: lastUpdate === 0 ? null : toInstant(lastUpdate),
    };
  }

  /** All connections that a server ever had. */
  totalOf(serverId: string): number {
    return this.totals.ever(serverId, this.sinceStartOf(serverId));
  }

  /** Those that this run of the API has seen begin. */
  sinceStartOf(serverId: string): number {
    return this.#servers.get(serverId)?.total ?? 0;
  }

  /** The pipe of a process was silent, and it was asked: what it said, at `sentAt` (epoch ms of its clock). */
  foldPoll({ serverId, generation, sentAt, stats }: { serverId: string; generation: number; sentAt: number; stats: ConnectionStats }): void {
    const { changes, connections } = this.#server(serverId).process(generation).foldPoll(this.#masked(serverId, stats), sentAt, theTime());
    this.#announceStats(serverId, changes, connections);
  }

  @OnAppEvent('mcp.server.started')
  onStarted({ serverId, generation, reporting }: AppEventMap['mcp.server.started']): void {
    const { heartbeatIntervalMs = this.environment.variables.MCP_HEARTBEAT_INTERVAL, enabled = true } = reporting ?? {};
    this.#heartbeats.begin(serverId, { generation, intervalMs: heartbeatIntervalMs, isReporting: enabled }, performance.now());
  }

  @OnAppEvent('mcp.heartbeat')
  onHeartbeat({ serverId, generation }: AppEventMap['mcp.heartbeat']): void {
    this.#heartbeats.beat(serverId, generation, performance.now());
  }

  /** A program that is not ours has no heartbeat and answers no question of ours, but it can be looked at. */
  @OnAppEvent('process.checked')
  onChecked({ serverId, check }: AppEventMap['process.checked']): void {
    if (check.healthy) this.#heartbeats.answer(serverId, performance.now());
  }

  @OnAppEvent('mcp.connection.event')
  onConnectionEvent(event: AppEventMap['mcp.connection.event']): void {
    const { serverId, generation, sentAt } = event;
    const masked = this.#isMasking(serverId) ? { ...event, clientInfo: maskClient(event.clientInfo) } : event;
    this.#announce(serverId, this.#server(serverId).process(generation).foldEvent(masked, sentAt, theTime()));
  }

  @OnAppEvent('mcp.connection.stats')
  onStats(stats: AppEventMap['mcp.connection.stats']): void {
    const { serverId, generation } = stats;
    const { changes, connections } = this.#server(serverId).process(generation).foldStats(this.#masked(serverId, stats), theTime());
    this.#announceStats(serverId, changes, connections);
  }

  @OnAppEvent('mcp.process.exit')
  onExit({ serverId, generation, reason }: AppEventMap['mcp.process.exit']): void {
    this.#heartbeats.end(serverId, generation);
    this.#announce(serverId, this.#servers.get(serverId)?.endProcess(generation, sayReason('PROCESS_ENDED', { reason }), theTime()) ?? []);
  }

  @OnAppEvent('server.changed')
  onServerChanged({ serverId, change }: AppEventMap['server.changed']): void {
    if (change !== 'deleted') return;
    this.#servers.delete(serverId);
    this.#choices.delete(serverId);
    this.#ended.forget(serverId);
    this.totals.forget(serverId);
  }

  #announceStats(serverId: string, changes: Change[], connections: ConnectionView[]): void {
    this.#announce(serverId, changes);
    const { activeConnections, totalConnections, processStatus: status, source } = this.summary(serverId);
    this.events.emit('connection.stats', { serverId, timestamp: Date.now(), activeConnections, totalConnections, processStatus: status, source, connections });
  }

  #announce(serverId: string, changes: Change[]): void {
    for (const { event, connection, reason } of changes) {
      const timestamp = Date.now();
      if (event === 'disconnected' && this.#isRemembering(serverId)) {
        const ended = withFields({ endedAt: toInstant(timestamp), reason: reason ?? null }, connection);
        this.#ended.push(ended);
        this.events.emit('connection.ended', { serverId, timestamp, connection: ended });
      }
      this.events.emit('connection.changed', { serverId, timestamp, event, connection, reason });
    }
  }

  #isRemembering(serverId: string): boolean {
    const { keepHistory = true, historyLimit } = this.#choices.get(serverId) ?? {};
    return keepHistory && historyLimit !== 0;
  }

  #isMasking(serverId: string): boolean {
    return this.#choices.get(serverId)?.maskClients ?? !this.environment.variables.MCP_DETAILED_LOGS;
  }

  #masked<T extends ConnectionStats>(serverId: string, stats: T): T {
    if (!this.#isMasking(serverId)) return stats;
    return { ...stats, connections: stats.connections.map((connection) => ({ ...maskClient(connection), clientInfo: maskClient(connection.clientInfo) })) };
  }

  #status(serverId: string): ProcessStatus {
    const heartbeat = this.#heartbeats.of(serverId, performance.now());
    if (heartbeat === undefined) return 'disconnected';
    const status = processStatus(heartbeat.ageMs, heartbeat.intervalMs);
    // Its pipe is silent, but it answers when it is asked.
    return status === 'disconnected' && this.#servers.get(serverId)?.source === 'poll' ? 'warning' : status;
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
