import type { Readable, Writable } from 'node:stream';
import type { Call, ConnectionEvent, ServerConfiguration } from 'mcp-swagger-ipc';
import { type LoadedDocument, type Skipped, type Tool, toTools, type Warning } from 'mcp-swagger-parser';
import { ConnectionRegistry } from './connections/connection-registry.js';
import { ProtocolServers } from './mcp/protocol-server.js';
import { ToolCalls } from './mcp/tool-calls.js';
import { ServerError } from './server-error.js';
import { HostCheck } from './transports/host-check.js';
import { HttpEndpoint } from './transports/http-endpoint.js';
import { endpointUrl, listen } from './transports/listen.js';
import { SessionRequests } from './transports/session-requests.js';
import { Sessions } from './transports/sessions.js';
import { StatelessRequests } from './transports/stateless-requests.js';
import { StdioEndpoint } from './transports/stdio.js';
import { createUpstream, type Upstream } from './upstream/index.js';
import { VERSION } from './version.js';

/** How one document is served. */
export type ServingConfiguration = Omit<ServerConfiguration, 'document'>;

/** Told what happens in a server. */
export interface ServerObserver {
  connection(event: ConnectionEvent): void;
  call(call: Call): void;
  error(error: unknown): void;
}

export interface StartOptions {
  configuration: ServingConfiguration;
  document: LoadedDocument;
  observer: ServerObserver;
  /** The pipes of a stdio server, and nobody else's. */
  stdio?: { input: Readable; output: Writable } | undefined;
  /** Between two comments on an idle stream; 25 s unless told otherwise. */
  pingIntervalMs?: number | undefined;
}

export interface RunningServer {
  readonly transport: string;
  /** Full address and port; absent under stdio. */
  readonly endpoint?: string;
  readonly port?: number;
  readonly tools: readonly Tool[];
  readonly warnings: readonly Warning[];
  readonly skipped: readonly Skipped[];
  readonly connections: ConnectionRegistry;
  /** Resolves when a stdio client closed its end; never under HTTP. */
  readonly clientGone: Promise<void>;
  /** Ends one session; false if there is none with this id. */
  closeSession(sessionId: string, reason: string): boolean;
  /** Takes no new work, lets calls in flight finish for at most `graceMs`, then closes everything. */
  stop(graceMs: number): Promise<void>;
}

const PING_INTERVAL_MS = 25_000;
const PING_TIMEOUT_MS = 10_000;

/** The calls of a client without a session are taken for one connection until it was silent for so long. */
const DERIVED_IDLE_MS = 5 * 60_000;

/** Clients may hold a few sockets each, and those that come in vain hold one for a moment. */
const SOCKETS_PER_CONNECTION = 4;
const FEWEST_SOCKETS = 64;

/** Serves a document. Rejects with ServerError, DocumentError or UpstreamError. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { configuration, document, observer } = options;
  const { tools, warnings, skipped } = toTools(document, configuration.filters);
  const { limits } = configuration;
  const upstream = createUpstream({
    document,
    tools,
    baseUrl: configuration.baseUrl,
    serverVariables: configuration.serverVariables,
    headers: configuration.headers,
    auth: configuration.auth,
    credentials: configuration.credentials,
    outgoing: configuration.outgoing,
    timeoutMs: limits.requestTimeoutMs,
    maxResponseBytes: limits.maxResponseBytes,
    retries: limits.retries,
  });
  const calls = new ToolCalls(upstream, (call) => observer.call(call));
  const servers = new ProtocolServers({ name: configuration.name, title: document.title, version: VERSION }, tools, calls);
  const connections = new ConnectionRegistry(limits.maxConnections, (event) => observer.connection(event));
  const shared: Shared = { options, servers, calls, connections, upstream };
  try {
    const serving = configuration.transport === 'stdio' ? serveStdio(shared) : await serveHttp(shared);
    return { transport: configuration.transport, tools, warnings, skipped, connections, ...serving };
  } catch (error) {
    await upstream.close();
    throw error;
  }
}

interface Shared {
  options: StartOptions;
  servers: ProtocolServers;
  calls: ToolCalls;
  connections: ConnectionRegistry;
  upstream: Upstream;
}

type Serving = Pick<RunningServer, 'endpoint' | 'port' | 'clientGone' | 'closeSession' | 'stop'>;

function serveStdio({ options, servers, calls, connections, upstream }: Shared): Serving {
  if (options.stdio === undefined) throw new ServerError('CONFIGURATION', 'A server over stdio needs the pipes that it speaks over.');
  const { input, output } = options.stdio;
  let announce = (): void => {};
  const clientGone = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const endpoint = new StdioEndpoint(servers, connections, { input, output, onError: (error) => options.observer.error(error), onEnd: announce });
  return {
    clientGone,
    // The one client of a stdio server goes with its pipes.
    closeSession: () => false,
    stop: async (graceMs) => {
      await calls.whenIdle(graceMs);
      await endpoint.close('the server stopped');
      await upstream.close();
    },
  };
}

async function serveHttp({ options, servers, connections, upstream }: Shared): Promise<Serving> {
  const { host, port, preferredPort, endpoint: path, allowedHosts, allowedOrigins, limits } = options.configuration;
  const pingIntervalMs = options.pingIntervalMs ?? PING_INTERVAL_MS;
  const sessions = new Sessions(servers, connections, { idleTimeoutMs: limits.sessionIdleTimeoutMs, pingIntervalMs, pingTimeoutMs: Math.min(PING_TIMEOUT_MS, limits.sessionIdleTimeoutMs) });
  const stateless = new StatelessRequests(servers, connections, { pingIntervalMs, maxConnections: limits.maxConnections, onError: (error) => options.observer.error(error) });
  const http = new HttpEndpoint({
    path,
    hostCheck: new HostCheck({ boundHost: host, allowedHosts, allowedOrigins }),
    sessions: new SessionRequests(sessions),
    stateless,
    maxSockets: Math.max(FEWEST_SOCKETS, limits.maxConnections * SOCKETS_PER_CONNECTION),
    onError: (error) => options.observer.error(error),
  });
  const bound = await listen(http.server, { host, port, preferredPort });
  const idleMs = Math.min(DERIVED_IDLE_MS, limits.sessionIdleTimeoutMs);
  const sweep = setInterval(
    () => {
      sessions.expire();
      stateless.expire(idleMs);
    },
    Math.min(30_000, Math.max(50, idleMs / 4)),
  );
  sweep.unref();
  return {
    endpoint: endpointUrl(host, bound, path),
    port: bound,
    clientGone: new Promise(() => {}),
    closeSession: (sessionId, reason) => sessions.end(sessionId, reason),
    stop: async (graceMs) => {
      clearInterval(sweep);
      http.drain();
      await connections.whenQuiet(graceMs);
      sessions.endAll('the server stopped');
      await stateless.close();
      // Nobody is idle for less than no time: all that is left of the stateless era.
      stateless.expire(0);
      http.close();
      await upstream.close();
    },
  };
}
