import type { Server, Transport } from '@modelcontextprotocol/server';
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
  ) {}

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
