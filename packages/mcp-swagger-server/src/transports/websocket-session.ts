import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Server } from '@modelcontextprotocol/server';
import { ChannelTransport, type ChannelWatcher } from './channel-transport.js';
import { isClientsMistake } from './clients-mistake.js';
import type { EndCause, Session } from './sessions.js';
import { CLOSE, type WebSocketTransport } from './websocket-transport.js';

const CODES: Record<EndCause, number> = { stop: CLOSE.goingAway, room: CLOSE.tryAgainLater, policy: CLOSE.policy };

export interface WebSocketSessionOptions {
  watcher: ChannelWatcher;
  createServer(): Server;
  onError(error: Error): void;
}

/** A socket and the protocol on it: the SDK finds out by the first message which era it speaks, as over stdio. */
export class WebSocketSession implements Session {
  /** The transport asks for pongs itself. */
  readonly presence = 'proven';
  readonly #handle: { close(): Promise<void> };

  constructor(
    private readonly transport: WebSocketTransport,
    { watcher, createServer, onError }: WebSocketSessionOptions,
  ) {
    const onerror = (error: Error): void => {
      if (!isClientsMistake(error)) onError(error);
    };
    this.#handle = serveStdio(createServer, { transport: new ChannelTransport(transport, watcher), onerror });
  }

  async ping(): Promise<void> {}

  async close(reason: string, cause: EndCause): Promise<void> {
    const closed = this.transport.closeWith(CODES[cause], reason);
    await this.#handle.close();
    await closed;
  }
}
