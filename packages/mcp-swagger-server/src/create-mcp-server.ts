import type { Call, Connection, ServerConfigurationInput, Transport } from 'mcp-swagger-ipc';
import { serverConfigurationSchema } from 'mcp-swagger-ipc';
import type { DocumentSource, Skipped, Warning } from 'mcp-swagger-parser';
import * as z from 'zod';
import { type ConnectionCallbacks, tellConnections } from './connections/connection-callbacks.js';
import { type VisibleTool, visibleTool } from './mcp/visible-tool.js';
import type { DocumentModel } from './model/document-model.js';
import { loadModel } from './model/load-model.js';
import { ServerError } from './server-error.js';
import type { ServingConfiguration } from './serving-configuration.js';
import { startServer } from './start-server.js';
import type { ToolChange } from './tool-change.js';

/** A document and how to serve it; everything but the document has a default. The port is any free one unless told otherwise. */
export interface McpServerOptions extends Partial<Omit<ServerConfigurationInput, 'document' | 'overlays' | 'transport' | 'serverId' | 'logLevel' | 'reporting'>>, ConnectionCallbacks {
  document: DocumentSource;
  /** OpenAPI Overlays, applied in this order before the document is converted. */
  overlays?: DocumentSource[];
  /** A `{ file }` source and local references need it. */
  allowFiles?: boolean;
  /** Where the tools of large documents are kept for the next start; a directory that only its owner may write. */
  cacheDirectory?: string;
  /** `streamable` unless told otherwise. */
  transport?: Exclude<Transport, 'stdio'>;
  /** Between two comments on an idle stream, in ms. */
  pingIntervalMs?: number;
  onCall?(call: Call): void;
}

/** Who may call from now on; what is left out stays as it was. */
export type AccessChanges = Pick<McpServerOptions, 'access' | 'publicUrl' | 'allowedHosts' | 'allowedOrigins'>;

export interface McpServer {
  /** The full address for MCP clients. */
  readonly endpoint: string;
  readonly port: number;
  /** Of the internal API on the loopback address, if `internalApi` asked for one. */
  readonly internalPort: number | undefined;
  readonly tools: readonly VisibleTool[];
  readonly warnings: readonly Warning[];
  readonly skipped: readonly Skipped[];
  /** Reads the document again, or another one, and serves it from now on, also to others if told so: sessions stay. Reloads come one after the other. Rejects with DocumentError, UpstreamError or ServerError, and then nothing has changed. */
  reload(document?: DocumentSource, changes?: AccessChanges): Promise<ToolChange>;
  connections(): Connection[];
  /** Ends one session; false if there is none with this id. */
  closeSession(sessionId: string, reason: string): boolean;
  /** Lets calls in flight finish for at most `graceMs`, then closes everything. */
  close(graceMs?: number): Promise<void>;
}

/** Serves a document over streamable HTTP in this process. Rejects with ServerError, DocumentError or UpstreamError. */
export async function createMcpServer({ document: source, overlays = [], allowFiles = false, cacheDirectory, pingIntervalMs, onCall, onConnection, onConnectionEstablished, onConnectionClosed, onConnectionChange, onError, ...given }: McpServerOptions): Promise<McpServer> {
  let current = source;
  let settings = { serverId: 'library', name: 'mcp-swagger-server', ...given };
  const configuration = configurationOf(settings);
  const load = async (from: DocumentSource): Promise<DocumentModel> => (await loadModel({ source: from, overlays, outgoing: configuration.outgoing, allowFiles, options: configuration, cacheDirectory })).model;
  const model = await load(source);
  const server = await startServer({
    configuration,
    model,
    observer: { connection: tellConnections({ onConnection, onConnectionEstablished, onConnectionClosed, onConnectionChange, onError }), call: (call) => tellCall(call, onCall, onError), error: (error) => onError?.(error) },
    pingIntervalMs,
  });
  const reload = async (next: DocumentSource, changes: AccessChanges): Promise<ToolChange> => {
    const wanted = { ...settings, ...changes };
    const change = server.reload(await load(next), configurationOf(wanted));
    settings = wanted;
    current = next;
    return change;
  };
  let reloading: Promise<unknown> = Promise.resolve();
  return {
    endpoint: server.endpoint ?? '',
    port: server.port ?? 0,
    internalPort: server.internalPort,
    get tools() {
      return server.served.model.tools.map(visibleTool);
    },
    get warnings() {
      return server.served.warnings;
    },
    get skipped() {
      return server.served.model.skipped;
    },
    // One after the other: each goes on from what the one before it left.
    reload: async (next, changes = {}) => {
      const turn = reloading.then(async () => await reload(next ?? current, changes));
      reloading = turn.catch(() => {});
      return await turn;
    },
    connections: () => server.connections.list(),
    closeSession: (sessionId, reason) => server.closeSession(sessionId, reason),
    close: (graceMs = 5_000) => server.stop(graceMs),
  };
}

/** A mistake in a callback must not hit the client whose call it was told of. */
function tellCall(call: Call, onCall: McpServerOptions['onCall'], onError: McpServerOptions['onError']): void {
  try {
    onCall?.(call);
  } catch (error) {
    onError?.(error);
  }
}

/** Throws ServerError (CONFIGURATION). */
function configurationOf(settings: Omit<ServerConfigurationInput, 'document'>): ServingConfiguration {
  const parsed = serverConfigurationSchema.omit({ document: true }).safeParse(settings);
  if (parsed.success) return parsed.data;
  throw new ServerError('CONFIGURATION', z.prettifyError(parsed.error), parsed.error);
}
