import type { Server, Transport } from '@modelcontextprotocol/server';
import type { Caller } from '../access/caller.js';
import type { Presence, Session } from './sessions.js';

/** A transport that knows what a silent client can be taken for. */
export interface SessionCarrier extends Transport {
  readonly presence: Presence;
}

/** A session of the old era: a Server of its own on a transport of its own. */
export class ServerSession<T extends SessionCarrier> implements Session {
  constructor(
    readonly transport: T,
    private readonly server: Server,
    /** Who began it; undefined where everybody may call. */
    private readonly owner: Caller | undefined,
  ) {}

  /** To all others it is as if it did not exist (MCP 2025-11-25, Security Best Practices, Session Hijacking). Where everybody may call, whoever knows its id may. */
  belongsTo(caller: Caller | undefined): boolean {
    return caller === undefined || this.owner?.id === caller.id;
  }

  get presence(): Presence {
    return this.transport.presence;
  }

  async ping(timeoutMs: number): Promise<void> {
    await this.server.request({ method: 'ping' }, { timeout: timeoutMs });
  }

  async close(): Promise<void> {
    await this.server.close();
  }
}
