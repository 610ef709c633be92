import type { Readable, Writable } from 'node:stream';
import type { Call, ConnectionEvent, ServerCounts } from 'mcp-swagger-ipc';
import { ConnectionRegistry } from './connections/connection-registry.js';
import { internalApiOf } from './internal-api/internal-api-of.js';
import type { InternalApi } from './internal-api/serve-internal-api.js';
import { ProtocolServers } from './mcp/protocol-server.js';
import { ToolCalls } from './mcp/tool-calls.js';
import type { DocumentModel } from './model/document-model.js';
import { serveDocument, type ServedDocument } from './served-document.js';
import { type ToolChange, toolChange } from './tool-change.js';
import { serveTransport } from './transports/serve-transport.js';
import type { Serving } from './transports/serving.js';
import type { ServingConfiguration } from './serving-configuration.js';
import { VERSION } from './version.js';

/** Told what happens in a server. */
export interface ServerObserver {
  connection(event: ConnectionEvent, connections: ConnectionRegistry): void;
  call(call: Call): void;
  error(error: unknown): void;
}

export interface StartOptions {
  configuration: ServingConfiguration;
  model: DocumentModel;
  observer: ServerObserver;
  /** The pipes of a stdio server, and nobody else's. */
  stdio?: { input: Readable; output: Writable } | undefined;
  /** Between two comments on an idle stream; 25 s unless told otherwise. */
  pingIntervalMs?: number | undefined;
}

export interface RunningServer extends Serving {
  readonly transport: string;
  /** What is served now; another one after a reload. */
  readonly served: ServedDocument;
  readonly connections: ConnectionRegistry;
  /** Of the internal API, if one was asked for. */
  readonly internalPort: number | undefined;
  /** What was counted since the start. */
  counts(): ServerCounts;
  /** Serves another document, or the same in another way, from now on: sessions stay, and calls in flight end as they began. Throws UpstreamError or ServerError, and then nothing has changed. */
  reload(model: DocumentModel, configuration?: ServingConfiguration): ToolChange;
}

/** The contract's most for one METRICS. */
const MOST_ORIGINS = 100;

const PING_INTERVAL_MS = 25_000;

/** Calls that began before a reload may take so long. */
const RETIRE_MS = 10 * 60_000;

/** Serves a document. Rejects with ServerError or UpstreamError. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { configuration, model, observer } = options;
  let served = serveDocument(model, configuration);
  let current = configuration;
  const calls = new ToolCalls((call) => {
    connections.noteCall(call);
    observer.call(call);
  });
  const servers = new ProtocolServers({ name: configuration.name, version: VERSION }, served.catalogue, calls, configuration.limits.resourcePollIntervalMs);
  const connections: ConnectionRegistry = new ConnectionRegistry(configuration.limits, (event) => observer.connection(event, connections));
  let internal: InternalApi | undefined;
  try {
    let eventCounts: Serving['eventCounts'] = () => undefined;
    const counts = (): ServerCounts => {
      const events = eventCounts();
      return { toolCount: served.model.tools.length, calls: calls.counts, ...(events === undefined ? {} : { events }), origins: served.upstream.origins().slice(-MOST_ORIGINS) };
    };
    internal = await internalApiOf(configuration, connections, counts);
    const serving = await serveTransport[configuration.transport]({
      configuration,
      servers,
      calls,
      connections,
      stdio: options.stdio,
      pingIntervalMs: options.pingIntervalMs ?? PING_INTERVAL_MS,
      onError: (error) => observer.error(error),
    });
    ({ eventCounts } = serving);
    return {
      ...serving,
      counts,
      transport: configuration.transport,
      connections,
      internalPort: internal?.port,
      get served() {
        return served;
      },
      reload: (next, nextConfiguration = current) => {
        const before = served;
        const changeAccess = serving.prepareAccess(nextConfiguration);
        served = serveDocument(next, nextConfiguration);
        current = nextConfiguration;
        changeAccess();
        servers.replace(served.catalogue);
        void before.upstream.retire(RETIRE_MS);
        return toolChange(before, served);
      },
      stop: async (graceMs) => {
        await serving.stop(graceMs);
        servers.stop();
        await internal?.close();
        await served.upstream.close();
      },
    };
  } catch (error) {
    await internal?.close();
    await served.upstream.close();
    throw error;
  }
}
