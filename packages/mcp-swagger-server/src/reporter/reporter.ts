import type { Call, ChildError, CommandResult, Connection, ConnectionEvent, MessageData, ServerCounts, ServerStarted, ToolsChanged } from 'mcp-swagger-ipc';
import type { MessageWriter } from './message-writer.js';
import { statsPages } from './stats-pages.js';
import { VitalSigns } from './vital-signs.js';

/** What a reporter asks to say who is connected. */
export interface Connections {
  readonly activeConnections: number;
  readonly totalConnections: number;
  list(): Connection[];
  takeChanged(): Connection[];
}

/** Without `enabled` it tells of no connections and no calls, and sends no heartbeats. */
export interface Reporting {
  enabled: boolean;
  statsIntervalMs: number;
  heartbeatIntervalMs: number;
}

/** Tells the API what happens here: who comes and goes at once, calls in batches, statistics and a heartbeat at intervals. */
export class Reporter {
  readonly #signs = new VitalSigns();
  #timers: NodeJS.Timeout[] = [];
  #connections: Connections = { activeConnections: 0, totalConnections: 0, list: () => [], takeChanged: () => [] };

  constructor(
    private readonly writer: MessageWriter,
    private readonly reporting: Reporting,
  ) {}

  /** The server listens: from now on there is something to report. */
  start(started: ServerStarted, connections: Connections): void {
    this.#connections = connections;
    this.writer.send('SERVER_STARTED', started);
    if (!this.reporting.enabled) return;
    this.writer.offer('full', () => this.#sendAll());
    this.writer.send('HEARTBEAT', this.#signs.read());
    this.#timers = [
      setInterval(() => this.writer.offer('changed', () => this.#sendChanged()), this.reporting.statsIntervalMs),
      setInterval(() => {
        this.writer.send('HEARTBEAT', this.#signs.read());
        this.#signs.reset();
      }, this.reporting.heartbeatIntervalMs),
    ];
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#signs.stop();
  }

  connection(event: ConnectionEvent): void {
    if (this.reporting.enabled) this.writer.send('CONNECTION_EVENT', event);
  }

  call(call: Call): void {
    if (this.reporting.enabled) this.writer.sendLater('CALL', call);
  }

  error(error: ChildError): void {
    this.writer.send('ERROR', error);
  }

  health(requestId: string): void {
    const uptimeMs = process.uptime() * 1_000;
    const signs = this.#signs.read();
    // A heartbeat would do it; without one, a delay that was told is over.
    if (!this.reporting.enabled) this.#signs.reset();
    this.writer.send('HEALTH', { requestId, ...signs, uptimeMs, activeConnections: this.#connections.activeConnections });
  }

  /** What was counted since the start. */
  metrics(requestId: string, counts: ServerCounts): void {
    const { activeConnections: active, totalConnections: total } = this.#connections;
    const { written, dropped } = this.writer.counts;
    this.writer.send('METRICS', { requestId, uptimeMs: process.uptime() * 1_000, connections: { active, total }, messages: { written: written + 1, dropped }, ...counts });
  }

  /** Everyone who is connected, in answer to a request. */
  snapshot(requestId: string): void {
    if (!this.reporting.enabled) {
      this.result({ requestId, success: false, code: 'NOT_MONITORED', error: 'This server was told not to report its connections.' });
      return;
    }
    const taken = this.writer.offer(`full ${requestId}`, () => this.#sendAll(requestId));
    if (!taken) this.result({ requestId, success: false, error: 'Too many snapshots are waiting to be read.' });
  }

  toolsChanged(change: ToolsChanged): void {
    this.writer.send('TOOLS_CHANGED', change);
  }

  request(request: MessageData<'REQUEST'>): void {
    this.writer.send('REQUEST', request);
  }

  result(result: CommandResult): void {
    this.writer.send('COMMAND_RESULT', result);
  }

  #sendAll(requestId?: string): void {
    // What a full picture shows has no need to be told as a change.
    this.#connections.takeChanged();
    this.#send(statsPages(this.#connections.list()), true, requestId);
  }

  #sendChanged(): void {
    this.#send(statsPages(this.#connections.takeChanged()), false);
  }

  #send(pages: Connection[][], full: boolean, requestId?: string): void {
    const { activeConnections, totalConnections } = this.#connections;
    for (const [index, connections] of pages.entries()) {
      // The message that carries the counts counts itself.
      const { written, dropped, queued } = this.writer.counts;
      this.writer.send('CONNECTION_STATS', {
        activeConnections,
        totalConnections,
        full,
        ...(full ? { page: { index, count: pages.length } } : {}),
        connections,
        messages: { written: written + 1, dropped, queued },
        ...(requestId === undefined ? {} : { requestId }),
      });
    }
  }
}
