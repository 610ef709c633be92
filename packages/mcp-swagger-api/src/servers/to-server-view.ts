import type { ProcessView } from 'mcp-swagger-ipc';
import type { ServerEntity, StoredCallers } from '../database/entities/server.entity.js';
import { defaultRestartPolicy } from '../supervisor/restart-policy.js';
import { serverRevision } from './server-revision.js';
import type { ServerView } from './server.schemas.js';

/** A server for people: its row, what its process does, and of its secrets only that they are set. */
export function toServerView(
  server: ServerEntity,
  process: ProcessView | undefined,
  connections: ServerView['connections'],
): ServerView {
  const { id, name, description, tags, transport, port, endpoint, documentId, baseUrl, secretNames, filters, restartPolicy, limits, confined, upstreamProbe, autoStart, desiredState, serving, outgoingHosts, command, processPer, nodeLabels, replicas } =
    server;
  return {
    id,
    name,
    description,
    tags,
    transport,
    port,
    endpoint,
    kind: command === null ? 'document' : 'command',
    documentId,
    command,
    environment: (secretNames.environment ?? []).map((variable) => ({ name: variable, set: true })),
    processPer,
    baseUrl,
    auth: secretNames.auth === null ? null : { type: secretNames.auth, set: true },
    credentials: Object.entries(secretNames.credentials ?? {}).map(([scheme, type]) => ({ name: scheme, type, set: true })),
    headers: secretNames.headers.map((header) => ({ name: header, set: true })),
    filters,
    restartPolicy,
    limits,
    confined,
    upstreamProbe,
    autoStart,
    outgoingHosts,
    nodeLabels,
    replicas,
    ...serving,
    ...(serving.access === undefined ? {} : { access: shownAccess(serving.access, secretNames.introspection === true) }),
    desiredState,
    createdAt: server.createdAt.toISOString(),
    updatedAt: server.updatedAt.toISOString(),
    revision: serverRevision(server),
    process: process ?? neverStarted(server),
    connections,
  };
}

/** The rules about callers, and of the client secret only whether it is set. */
function shownAccess({ oauth, ...rest }: StoredCallers, set: boolean) {
  return { ...rest, ...(oauth === undefined ? {} : { oauth: { ...oauth, introspection: oauth.introspection === undefined ? undefined : { ...oauth.introspection, set } } }) };
}

/** The view of a process that has not been started since the API was. */
export function neverStarted({ id, transport }: Pick<ServerEntity, 'id' | 'transport'>): ProcessView {
  return {
    serverId: id,
    state: 'stopped',
    pid: null,
    generation: 0,
    startedAt: null,
    readyAt: null,
    uptimeMs: null,
    reason: null,
    attempt: null,
    endpoint: null,
    transport,
    toolCount: null,
    restarts: 0,
    maxRestarts: defaultRestartPolicy.maxRestarts,
    nextRetryAt: null,
    lastExit: null,
    lastReload: null,
    replacement: null,
    draining: [],
    lastHealthCheck: null,
    memoryLimitBytes: null,
    resources: null,
    heartbeat: null,
  };
}
