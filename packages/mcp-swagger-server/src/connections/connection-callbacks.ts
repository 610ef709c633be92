import type { Connection, ConnectionEvent } from 'mcp-swagger-ipc';

/** What those who embed the library are told of connections. */
export interface ConnectionCallbacks {
  /** Everything, also who was refused. */
  onConnection?(event: ConnectionEvent): void;
  /** A client was let in. */
  onConnectionEstablished?(connection: Connection): void;
  /** A client is gone; the event has the reason and the duration in ms. */
  onConnectionClosed?(event: ConnectionEvent): void;
  /** How many are connected now, after every coming and going. */
  onConnectionChange?(counts: { activeConnections: number; totalConnections: number }): void;
  /** Also what one of the others throws: a mistake in a callback must not hit the client whose coming it was told of. */
  onError?(error: unknown): void;
}

interface Connected {
  readonly activeConnections: number;
  readonly totalConnections: number;
  find(sessionId: string): Connection | undefined;
}

/** Turns what happens to connections into callbacks. */
export function tellConnections(callbacks: ConnectionCallbacks): (event: ConnectionEvent, connected: Connected) => void {
  const safely = (tell: () => void): void => {
    try {
      tell();
    } catch (error) {
      callbacks.onError?.(error);
    }
  };
  return (event, connected) => {
    safely(() => callbacks.onConnection?.(event));
    if (event.event === 'rejected') return;
    const { activeConnections, totalConnections } = connected;
    if (event.event === 'disconnected') safely(() => callbacks.onConnectionClosed?.(event));
    else if (callbacks.onConnectionEstablished !== undefined) {
      const connection = connected.find(event.sessionId);
      if (connection !== undefined) safely(() => callbacks.onConnectionEstablished?.(connection));
    }
    safely(() => callbacks.onConnectionChange?.({ activeConnections, totalConnections }));
  };
}
