import { sayReason } from 'mcp-swagger-ipc';
import type { ConnectionRegistry } from '../connections/connection-registry.js';

/** How long sessions live, in ms. */
export interface SessionTimes {
  idleTimeoutMs: number;
  maxAgeMs: number;
  /** A client that is silent but can be asked whether it is still there has so long to say so. */
  pingTimeoutMs: number;
}

/** Why we end a session: the whole server stops, its place is wanted, or it broke a rule or a limit of ours. */
export type EndCause = 'stop' | 'room' | 'policy';

/** What tells that a silent client is still there: nothing, its answer to a ping, or the transport itself. */
export type Presence = 'unknown' | 'askable' | 'proven';

/** What a session must offer to be looked after. */
export interface Session {
  readonly presence: Presence;
  /** Rejects when the client does not answer in time. */
  ping(timeoutMs: number): Promise<void>;
  /** Lets go of everything that the session holds. */
  close(reason: string, cause: EndCause): Promise<void>;
}

/** The sessions of a transport, from their begin to their end by the client, by silence, by age or by us. */
export class Sessions<S extends Session> {
  readonly #live = new Map<string, S>();

  constructor(
    private readonly connections: ConnectionRegistry,
    private readonly times: SessionTimes,
  ) {
    connections.evictBy('session', (sessionId, reason) => this.end(sessionId, reason, 'room'));
  }

  find(sessionId: string): S | undefined {
    return this.#live.get(sessionId);
  }

  add(sessionId: string, session: S): void {
    this.#live.set(sessionId, session);
  }

  /** Ends a session; false if there is none. */
  end(sessionId: string, reason: string, cause: EndCause = 'policy'): boolean {
    return this.#end(sessionId, reason, cause) !== undefined;
  }

  /** Ends all of them, and resolves when their clients were told. */
  async endAll(reason: string): Promise<void> {
    await Promise.all([...this.#live.keys()].map(async (sessionId) => await this.#end(sessionId, reason, 'stop')));
  }

  /** Ends the sessions that are too old, and those of clients that are gone. */
  expire(): void {
    const { maxAgeMs, idleTimeoutMs } = this.times;
    for (const sessionId of this.connections.older('session', maxAgeMs)) this.end(sessionId, sayReason('TOO_OLD', { ageMs: maxAgeMs }));
    for (const sessionId of this.connections.idle('session', idleTimeoutMs)) {
      const session = this.#live.get(sessionId);
      switch (session?.presence) {
        case 'unknown':
          this.end(sessionId, sayReason('SILENT', { silentMs: idleTimeoutMs }));
          break;
        case 'askable':
          void this.#ask(sessionId, session);
          break;
        case 'proven':
        case undefined:
      }
    }
  }

  #end(sessionId: string, reason: string, cause: EndCause): Promise<void> | undefined {
    const session = this.#live.get(sessionId);
    if (session === undefined) return undefined;
    this.#live.delete(sessionId);
    const closed = session.close(reason, cause);
    this.connections.release(sessionId, reason);
    this.connections.close(sessionId, reason);
    return closed;
  }

  async #ask(sessionId: string, session: S): Promise<void> {
    // While we wait, the next sweep must not ask again.
    this.connections.touch(sessionId);
    try {
      await session.ping(this.times.pingTimeoutMs);
      this.connections.touch(sessionId);
    } catch {
      this.end(sessionId, sayReason('NO_PING', { withinMs: this.times.pingTimeoutMs }));
    }
  }
}
