import type { Readable, Writable } from 'node:stream';
import type { ServerConfiguration } from 'mcp-swagger-ipc';
import type { ConnectionRegistry } from '../connections/connection-registry.js';
import type { ProtocolServers } from '../mcp/protocol-server.js';
import type { EventCounts } from './event-store.js';
import type { ToolCalls } from '../mcp/tool-calls.js';

/** What a transport needs to serve. */
export interface ServingParts {
  configuration: Omit<ServerConfiguration, 'document'>;
  servers: ProtocolServers;
  calls: ToolCalls;
  connections: ConnectionRegistry;
  /** The pipes of a stdio server, and nobody else's. */
  stdio?: { input: Readable; output: Writable } | undefined;
  /** Between two signs of life on an idle stream or socket, in ms. */
  pingIntervalMs: number;
  onError(error: unknown): void;
}

/** A transport at work. */
export interface Serving {
  /** Full address and port; absent under stdio. */
  readonly endpoint?: string;
  readonly port?: number;
  /** Resolves when a stdio client closed its end; never under HTTP. */
  readonly clientGone: Promise<void>;
  /** Ends one session; false if there is none with this id. */
  closeSession(sessionId: string, reason: string): boolean;
  /** What is kept for clients that lost a stream; undefined where nothing can be resumed. */
  eventCounts(): EventCounts | undefined;
  /** Gets ready for others to call, and gives what makes it so: sessions stay, and who may not call any more loses what lasts. Throws ServerError for rules that cannot be kept. */
  prepareAccess(configuration: ServingParts['configuration']): () => void;
  /** Takes no new work, lets calls in flight finish for at most `graceMs`, then closes everything. */
  stop(graceMs: number): Promise<void>;
}
