import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transportSchema } from 'mcp-swagger-ipc';
import { internalTokenOf } from '../connections/internal-token.js';
import type { Environment } from '../config/environment.js';
import { telemetrySettings } from '../config/telemetry-settings.js';
import type { ServerEntity, StoredUpstreamProbe } from '../database/entities/server.entity.js';
import type { ProcessSpec, UpstreamProbe } from '../supervisor/process-spec.js';
import { defaultRestartPolicy } from '../supervisor/restart-policy.js';
import { joinAccess } from './introspection-secret.js';
import { typedHosts } from './own-hosts.js';
import { overlayOfChanges } from './tool-changes.js';
import type { UpstreamSecrets } from './upstream-secrets.js';

/** A running process is forgiven its earlier crashes after so long. */
const STABLE_AFTER_MS = 30_000;
const STOP_GRACE_MS = 10_000;
export const MISSED_HEALTH_CHECKS = 3;
/** The endpoint is looked at less often than the control channel. */
const MCP_CHECK_EVERY = 5;
const MAX_LINE_BYTES = 1024 * 1024;
/** A command is told of none. */
const NO_DOCUMENT = '{}';

/** The specification of a server's process: its row, its document (null for a command) and its secrets, and the environment where the row is silent. */
export function processSpecOf(
  server: ServerEntity,
  document: { content: string; sourceUrl: string | null; sourceTrusted: boolean } | null,
  secrets: UpstreamSecrets,
  environment: Environment,
  gatewayToken: string,
): ProcessSpec {
  const { variables } = environment;
  const telemetry = telemetrySettings(variables);
  const { memoryBytes, openFiles, ...limits } = server.limits;
  const { monitoring = {} } = server.serving;
  return {
    serverId: server.id,
    script: variables.MCP_SERVER_SCRIPT_PATH ?? fileURLToPath(import.meta.resolve('mcp-swagger-server/bin')),
    ...(server.command === null ? { cwd: environment.dataDir } : { cwd: server.command.cwd ?? tmpdir(), program: { command: server.command.program, args: server.command.args, environment: secrets.environment } }),
    memoryLimitBytes: memoryBytes ?? variables.PROCESS_MEMORY_LIMIT,
    openFilesLimit: openFiles ?? variables.PROCESS_OPEN_FILES,
    confined: isConfined(server, environment),
    configuration: {
      serverId: server.id,
      name: server.name,
      document: { text: document?.content ?? NO_DOCUMENT, ...(document === null || document.sourceUrl === null ? {} : { url: document.sourceUrl }) },
      transport: transportSchema.parse(server.transport),
      port: server.port ?? 0,
      ...(server.port === null && server.lastPort !== null ? { preferredPort: server.lastPort } : {}),
      ...servingConfiguration(server, secrets),
      // Who is confined reads nothing but its own code; and what it kept, others would believe.
      ...(isConfined(server, environment) === true ? {} : { cacheDirectory: join(environment.dataDir, 'models') }),
      credentials: secrets.credentials,
      endpoint: server.endpoint,
      ...(server.baseUrl === null ? {} : { baseUrl: server.baseUrl }),
      headers: secrets.headers,
      ...(secrets.auth === null ? {} : { auth: secrets.auth }),
      filters: server.filters,
      gateway: { token: gatewayToken },
      outgoing: { allowPrivateNetwork: variables.ALLOW_PRIVATE_NETWORK, operatorHosts: reachableHosts(server, document, secrets, variables.OUTGOING_HOSTS), trustTyped: false },
      limits: {
        requestTimeoutMs: variables.MCP_SERVER_TIMEOUT,
        maxConnections: variables.MCP_MAX_CONNECTIONS,
        sessionIdleTimeoutMs: variables.MCP_SESSION_IDLE_TIMEOUT,
        ...limits,
      },
      internalApi: { port: 0, token: internalTokenOf(environment.processSecret, server.id) },
      ...(telemetry === undefined ? {} : { telemetry: { ...telemetry, serviceName: `${telemetry.serviceName}-server` } }),
      reporting: {
        enabled: monitoring.enabled ?? variables.MCP_CONNECTION_MONITORING_ENABLED,
        statsIntervalMs: monitoring.statsIntervalMs ?? variables.MCP_STATS_INTERVAL,
        heartbeatIntervalMs: monitoring.heartbeatIntervalMs ?? variables.MCP_HEARTBEAT_INTERVAL,
        batchSize: variables.MCP_EVENT_BUFFER_SIZE,
      },
      logLevel: variables.MCP_LOG_LEVEL,
    },
    policy: {
      restart: {
        ...defaultRestartPolicy,
        baseDelayMs: variables.PROCESS_RESTART_DELAY,
        maxRestarts: variables.PROCESS_MAX_RETRIES,
        ...withoutUndefined(server.restartPolicy),
      },
      readyTimeoutMs: variables.PROCESS_TIMEOUT,
      stableAfterMs: STABLE_AFTER_MS,
      stopGraceMs: STOP_GRACE_MS,
      healthCheckIntervalMs: variables.HEALTH_CHECK_INTERVAL,
      missedHealthChecks: MISSED_HEALTH_CHECKS,
      mcpCheckEvery: MCP_CHECK_EVERY,
      ...(server.upstreamProbe === null ? {} : { upstreamProbe: upstreamProbeOf(server.upstreamProbe) }),
      maxLineBytes: MAX_LINE_BYTES,
      linesPerSecond: variables.LOG_MAX_RATE,
      parseErrorThreshold: variables.MCP_ERROR_THRESHOLD,
    },
  };
}

/** The permission model is Node's; what a command may do is for whoever allowed commands to limit. */
function isConfined({ command, confined }: ServerEntity, { variables }: Environment): boolean | undefined {
  return command === null ? (confined ?? variables.PROCESS_PERMISSION_MODEL) : undefined;
}

/** What is not set is the child's to decide. */
function servingConfiguration({ serving: { overlays = [], monitoring: _notOfTheChild, access, ...rest }, toolChanges }: ServerEntity, { introspection }: UpstreamSecrets) {
  const changes = overlayOfChanges(toolChanges);
  return { ...withoutUndefined(rest), ...(access === undefined ? {} : { access: joinAccess(access, introspection) }), overlays: [...overlays, ...(changes === undefined ? [] : [changes])].map((text) => ({ text })) };
}

/** The hosts that may be private: what an admin typed, and what the lists of the installation and of this server name. */
function reachableHosts(server: ServerEntity, document: { sourceUrl: string | null; sourceTrusted: boolean } | null, secrets: UpstreamSecrets, allowed: readonly string[]): string[] {
  const own = server.ownHosts ?? typedHosts({ baseUrl: server.baseUrl, ...server.serving, ...secrets });
  const ofDocument = document === null || document.sourceUrl === null || !document.sourceTrusted ? [] : [new URL(document.sourceUrl).hostname];
  return [...new Set([...allowed, ...server.outgoingHosts, ...own, ...ofDocument])];
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function upstreamProbeOf({ onFailure, ...probe }: StoredUpstreamProbe): UpstreamProbe {
  return { ...probe, restarts: onFailure === 'restart' };
}
