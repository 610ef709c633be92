import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ConnectionStatsPayload, LogLineView } from 'mcp-swagger-ipc';
import { toInstant } from '../common/instant.js';
import { ConnectionsService } from '../connections/connections.service.js';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { mergeConnectionStats, toConnectionEvent, toConnectionStats, toError, toProcessExit, toToolsChanged } from './browser-event.js';
import { FrameLimit } from './frame-limit.js';
import { MonitoringGateway } from './monitoring.gateway.js';
import { RealtimeGateway } from './realtime.gateway.js';
import { RoomsElsewhere } from './rooms-elsewhere.js';
import { connectionsRoom, logsRoom, metricsRoom } from './room.js';

/** Four frames a second are as many as an eye follows. */
const FRAME_MS = 250;
const MAX_LINES_IN_A_FRAME = 500;

/** App events, told to browsers: events at once, stats and log lines in at most four frames a second. */
@Injectable()
export class RealtimeListener implements OnApplicationShutdown {
  readonly #stats = new FrameLimit<ConnectionStatsPayload>(FRAME_MS, mergeConnectionStats, (_, frame) => this.#sendStats(frame));
  /** By room, not by server: the room of all servers has as many frames as that of one. */
  readonly #lists = new FrameLimit<{ scope: string | undefined }>(FRAME_MS, (_, later) => later, (room, { scope }) => this.#sendList(room, scope));
  readonly #lines = new FrameLimit<LinesFrame>(FRAME_MS, mergeLines, (serverId, frame) => this.#sendLines(serverId, frame));

  constructor(
    private readonly browsers: RealtimeGateway,
    private readonly monitoring: MonitoringGateway,
    private readonly connections: ConnectionsService,
    private readonly elsewhere: RoomsElsewhere,
  ) {}

  @OnAppEvent('connection.changed')
  onConnectionChanged(change: AppEventMap['connection.changed']): void {
    const { serverId, timestamp, event, connection } = change;
    const payload = toConnectionEvent(change);
    this.browsers.server.emit('mcp:connection:event', payload);
    this.browsers.server.emit('monitoring:mcp:connection', payload);
    this.browsers.server.to(metricsRoom(serverId)).emit('mcpConnectionChanged', payload);
    this.browsers.server.to(logsRoom(serverId)).emit('mcpConnectionLog', payload);
    const rooms = this.monitoring.server.to([connectionsRoom(serverId), connectionsRoom(undefined)]);
    const stamp = { serverId, timestamp: toInstant(timestamp) };
    if (event === 'connected') rooms.emit('mcp_connection_established', { ...stamp, connection });
    if (event === 'disconnected') rooms.emit('mcp_connection_closed', { ...stamp, sessionId: connection.sessionId, duration: connection.duration });
  }

  @OnAppEvent('connection.stats')
  onStats(stats: AppEventMap['connection.stats']): void {
    this.#stats.push(stats.serverId, toConnectionStats(stats));
    for (const scope of [stats.serverId, undefined]) this.#lists.push(connectionsRoom(scope), { scope });
  }

  @OnAppEvent('mcp.error')
  onError(error: AppEventMap['mcp.error']): void {
    this.browsers.server.emit('mcp:error', toError(error));
  }

  @OnAppEvent('mcp.parse.error.threshold')
  onParseErrors({ serverId, timestamp, errors, detail }: AppEventMap['mcp.parse.error.threshold']): void {
    const message = `${errors} lines of the process were not understood. The last one: ${detail}`;
    this.browsers.server.emit('mcp:error', { serverId, timestamp: toInstant(timestamp), code: 'PARSE_ERRORS', message });
  }

  @OnAppEvent('mcp.process.exit')
  onProcessExit(exit: AppEventMap['mcp.process.exit']): void {
    this.browsers.server.emit('mcp:process:exit', toProcessExit(exit));
  }

  @OnAppEvent('process.state.changed')
  onProcessState({ serverId, timestamp, process }: AppEventMap['process.state.changed']): void {
    this.browsers.server.emit('monitoring:process', { serverId, timestamp: toInstant(timestamp), process });
  }

  @OnAppEvent('mcp.tools.changed')
  onToolsChanged(change: AppEventMap['mcp.tools.changed']): void {
    this.browsers.server.emit('mcp:tools:changed', toToolsChanged(change));
  }

  @OnAppEvent('alert.changed')
  onAlert({ serverId, timestamp, alert }: AppEventMap['alert.changed']): void {
    this.browsers.server.emit('alert:changed', { serverId, timestamp: toInstant(timestamp), alert });
  }

  @OnAppEvent('server.changed')
  onServerChanged({ serverId, timestamp, change }: AppEventMap['server.changed']): void {
    // Every node hears of it.
    this.browsers.server.local.emit('server:changed', { serverId, timestamp: toInstant(timestamp), change });
  }

  @OnAppEvent('log.line')
  onLine({ serverId, line, dropped }: AppEventMap['log.line']): void {
    if (this.#isHeard('/', logsRoom(serverId), this.browsers.server)) this.#lines.push(serverId, { lines: [line], dropped });
  }

  onApplicationShutdown(): void {
    this.#stats.stop();
    this.#lists.stop();
    this.#lines.stop();
  }

  /**
   * What waited may be over: whoever left meanwhile has been told of already, and must not come back. Not volatile: of two volatile frames in
   * one tick the second is lost. A browser that does not read fails its ping and is let go.
   */
  #sendStats({ serverId, connections, ...frame }: ConnectionStatsPayload): void {
    const { activeConnections, totalConnections, processStatus, source } = this.connections.summary(serverId);
    const live = connections.flatMap(({ sessionId }) => this.connections.find(sessionId, serverId) ?? []);
    this.browsers.server.emit('mcp:connection:stats', { ...frame, serverId, activeConnections, totalConnections, processStatus, source, connections: live });
  }

  #sendList(room: string, scope: string | undefined): void {
    if (scope === undefined) this.#sendAll(room);
    else if (this.#isHeard('/monitoring', room, this.monitoring.server)) this.monitoring.server.to(room).emit('mcp_connections_data', this.monitoring.data(scope));
  }

  /** Each node puts the list of all servers together for its own browsers. */
  #sendAll(room: string): void {
    if (!hasListeners(this.monitoring.server, room)) return;
    this.monitoring.allData().then(
      (data) => this.monitoring.server.local.to(room).emit('mcp_connections_data', data),
      // The next frame makes up for it.
      () => {},
    );
  }

  #isHeard(namespace: string, room: string, server: Parameters<typeof hasListeners>[0]): boolean {
    return hasListeners(server, room) || this.elsewhere.wants(namespace, new Set([room]));
  }

  #sendLines(serverId: string, frame: LinesFrame): void {
    const { lines, dropped } = cutLines(frame, MAX_LINES_IN_A_FRAME);
    this.browsers.server.to(logsRoom(serverId)).emit('processLogsUpdated', { serverId, timestamp: toInstant(Date.now()), lines, dropped });
  }
}

/** A list of connections or a flood of lines is not put together for nobody. */
function hasListeners({ adapter }: { adapter: { rooms: Map<string, Set<string>> } }, room: string): boolean {
  return adapter.rooms.has(room);
}

/** `dropped`: lines that belong between them and are not there. */
interface LinesFrame {
  lines: LogLineView[];
  dropped: number;
}

/** The last lines of both. It grows the earlier list and cuts it now and then, for a flood of lines must not copy it at every line. */
function mergeLines(earlier: LinesFrame, later: LinesFrame): LinesFrame {
  earlier.lines.push(...later.lines);
  const merged = { lines: earlier.lines, dropped: earlier.dropped + later.dropped };
  return merged.lines.length >= MAX_LINES_IN_A_FRAME * 2 ? cutLines(merged, MAX_LINES_IN_A_FRAME) : merged;
}

function cutLines({ lines, dropped }: LinesFrame, most: number): LinesFrame {
  return { lines: lines.slice(-most), dropped: dropped + Math.max(0, lines.length - most) };
}
