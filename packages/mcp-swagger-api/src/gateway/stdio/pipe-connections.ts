import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Connection, type ConnectionEvent, sayReason } from 'mcp-swagger-ipc';
import type { Caller } from '../../auth/caller.js';
import { Environment } from '../../config/environment.js';
import { AppEventEmitter } from '../../events/app-event-emitter.js';

/** A client without sessions is gone after so long. */
const DERIVED_IDLE_MS = 60_000;

/** What a client says about itself is cut here. */
const MOST_CHARACTERS = 200;
const MOST_DERIVED = 10_000;

/** One message tells of so many at most; the others are told the next time. */
const MOST_AT_ONCE = 500;

export interface NewConnection {
  serverId: string;
  generation: number;
  request: IncomingMessage;
  caller: Caller;
  /** The `params` of `initialize`, or the `_meta` of a request without session: anything. */
  said: unknown;
}

interface Entry {
  serverId: string;
  generation: number;
  connection: Connection;
  isChanged: boolean;
}

/** Who is connected to servers over pipes: their processes see only the API, so it is the gateway that tells, in the words of the contract. */
@Injectable()
export class PipeConnections implements OnApplicationShutdown {
  readonly #entries = new Map<string, Entry>();
  readonly #totals = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly events: AppEventEmitter,
    { variables }: Environment,
  ) {
    this.#timer = setInterval(() => this.#tellStats(), variables.MCP_STATS_INTERVAL).unref();
  }

  opened(sessionId: string, given: NewConnection): void {
    this.#enter(sessionId, 'session', given);
  }

  /** A request of a session began; call what is returned when it is over. */
  asked(sessionId: string): () => void {
    const entry = this.#entries.get(sessionId);
    if (entry === undefined) return () => {};
    const { connection } = entry;
    Object.assign(connection, { requestCount: connection.requestCount + 1, inFlight: connection.inFlight + 1, lastActivity: Date.now() });
    entry.isChanged = true;
    return () => {
      connection.inFlight -= 1;
      connection.lastActivity = Date.now();
      entry.isChanged = true;
    };
  }

  /** A request of the era without sessions. Clients that look alike count as one: it is for monitoring only. */
  askedWithoutSession(given: NewConnection): () => void {
    const { serverId, generation, request, caller, said } = given;
    const key = JSON.stringify([serverId, generation, caller.id, caller.ip, request.headers['user-agent'], clientIn(said)]);
    const id = `d-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
    if (!this.#entries.has(id) && this.#entries.size < MOST_DERIVED) this.#enter(id, 'derived', given);
    return this.asked(id);
  }

  closed(sessionId: string, reason: string): void {
    const entry = this.#entries.get(sessionId);
    if (entry === undefined) return;
    this.#entries.delete(sessionId);
    this.#tell(entry, 'disconnected', reason);
  }

  /** A process ended: whoever keeps the books has closed its connections, and a word about them would open them again. */
  forgetProcess(serverId: string, generation: number): void {
    for (const [id, entry] of this.#entries) if (entry.serverId === serverId && entry.generation === generation) this.#entries.delete(id);
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  #enter(sessionId: string, kind: Connection['kind'], { serverId, generation, request, caller, said }: NewConnection): void {
    const now = Date.now();
    const { name, version } = clientIn(said);
    const userAgent = request.headers['user-agent']?.slice(0, MOST_CHARACTERS);
    const ip = caller.ip.replace(/^::ffff:/, '');
    const clientInfo: Connection['clientInfo'] = { name, version, userAgent, ip, protocolVersion: versionIn(said), connectedAt: now, ...(caller.kind === 'local' ? {} : { subject: caller.name.slice(0, MOST_CHARACTERS) }) };
    const connection: Connection = { sessionId, kind, ip, userAgent, clientInfo, connectedAt: now, lastActivity: now, duration: 0, requestCount: 0, errorCount: 0, bytesIn: 0, bytesOut: 0, inFlight: 0 };
    const entry: Entry = { serverId, generation, connection, isChanged: true };
    this.#entries.set(sessionId, entry);
    this.#totals.set(keyOf(entry), (this.#totals.get(keyOf(entry)) ?? 0) + 1);
    this.#tell(entry, 'connected');
  }

  #tell({ serverId, generation, connection }: Entry, event: ConnectionEvent['event'], reason?: string): void {
    const now = Date.now();
    const { sessionId, kind, clientInfo, connectedAt } = connection;
    this.events.emit('mcp.connection.event', { serverId, generation, timestamp: now, sentAt: now, event, kind, sessionId, clientInfo, ...(event === 'connected' ? {} : { reason, duration: now - connectedAt }) });
  }

  /** By process, those that changed since the last time. */
  #tellStats(): void {
    const now = Date.now();
    const byProcess = new Map<string, Entry[]>();
    for (const [id, entry] of this.#entries) {
      const { kind, inFlight, lastActivity } = entry.connection;
      if (kind === 'derived' && inFlight === 0 && now - lastActivity > DERIVED_IDLE_MS) this.closed(id, sayReason('SILENT', { silentMs: DERIVED_IDLE_MS }));
      else {
        const ofProcess = byProcess.get(keyOf(entry));
        if (ofProcess === undefined) byProcess.set(keyOf(entry), [entry]);
        else ofProcess.push(entry);
      }
    }
    for (const [key, entries] of byProcess) {
      const changed = entries.filter(({ isChanged }) => isChanged).slice(0, MOST_AT_ONCE);
      const [first] = changed;
      if (first === undefined) continue;
      for (const entry of changed) entry.isChanged = false;
      const { serverId, generation } = first;
      const connections = changed.map(({ connection }) => ({ ...connection, duration: now - connection.connectedAt }));
      this.events.emit('mcp.connection.stats', { serverId, generation, timestamp: now, sentAt: now, activeConnections: entries.length, totalConnections: this.#totals.get(key) ?? entries.length, full: false, connections, messages: { written: 0, dropped: 0 } });
    }
    for (const key of this.#totals.keys()) if (!byProcess.has(key)) this.#totals.delete(key);
  }
}

function keyOf({ serverId, generation }: Entry): string {
  return `${serverId} ${generation}`;
}

const META = 'io.modelcontextprotocol/';

function clientIn(said: unknown): { name?: string | undefined; version?: string | undefined } {
  const info = fieldOf(said, 'clientInfo') ?? fieldOf(said, `${META}clientInfo`);
  return { name: textOf(fieldOf(info, 'name')), version: textOf(fieldOf(info, 'version')) };
}

function versionIn(said: unknown): string | undefined {
  return textOf(fieldOf(said, 'protocolVersion') ?? fieldOf(said, `${META}protocolVersion`));
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, MOST_CHARACTERS) : undefined;
}
