import { expect, it } from '@jest/globals';
import { readEnvironment } from '../config/environment.js';
import { ServerEntity, type StoredLimits, type StoredMonitoring } from '../database/entities/server.entity.js';
import { processSpecOf } from './process-spec-of.js';

const NO_SECRETS = { auth: null, headers: {}, credentials: {}, environment: {}, introspection: null };

/** What a process is told, of a server that says so much itself in an environment that says so much. */
function toldTo(own: { monitoring?: StoredMonitoring; limits?: StoredLimits }, env: Record<string, string>) {
  const server = Object.assign(new ServerEntity(), {
    id: 'one', name: 'one', transport: 'streamable', port: null, lastPort: null, endpoint: '/mcp', baseUrl: null, command: null, confined: null, upstreamProbe: null, filters: {}, restartPolicy: {}, toolChanges: {}, outgoingHosts: [], ownHosts: [],
    limits: own.limits ?? {},
    serving: own.monitoring === undefined ? {} : { monitoring: own.monitoring },
  });
  const { configuration, policy } = processSpecOf(server, null, NO_SECRETS, readEnvironment({ MCP_SERVER_SCRIPT_PATH: '/child.js', ...env }), 'token');
  const { requestTimeoutMs, maxConnections, sessionIdleTimeoutMs } = configuration.limits ?? {};
  return { reporting: configuration.reporting, limits: { requestTimeoutMs, maxConnections, sessionIdleTimeoutMs }, parseErrorThreshold: policy.parseErrorThreshold };
}

const env = {
  MCP_CONNECTION_MONITORING_ENABLED: 'false',
  MCP_STATS_INTERVAL: '700',
  MCP_HEARTBEAT_INTERVAL: '900',
  MCP_EVENT_BUFFER_SIZE: '3',
  MCP_MAX_CONNECTIONS: '5',
  MCP_SERVER_TIMEOUT: '4000',
  MCP_SESSION_IDLE_TIMEOUT: '60000',
  MCP_ERROR_THRESHOLD: '7',
};

it('tells a process to report, and whom to let in, as the environment says', () => {
  expect(toldTo({}, env)).toEqual({
    reporting: { enabled: false, statsIntervalMs: 700, heartbeatIntervalMs: 900, batchSize: 3 },
    limits: { requestTimeoutMs: 4_000, maxConnections: 5, sessionIdleTimeoutMs: 60_000 },
    parseErrorThreshold: 7,
  });
});

it('tells it what the server itself says, where it says something', () => {
  const own = { monitoring: { enabled: true, statsIntervalMs: 200 }, limits: { maxConnections: 2, sessionIdleTimeoutMs: 1_000 } };
  expect(toldTo(own, env)).toEqual({
    reporting: { enabled: true, statsIntervalMs: 200, heartbeatIntervalMs: 900, batchSize: 3 },
    limits: { requestTimeoutMs: 4_000, maxConnections: 2, sessionIdleTimeoutMs: 1_000 },
    parseErrorThreshold: 7,
  });
});

it('reports every five seconds and beats every thirty where nobody says anything', () => {
  expect(toldTo({}, {})).toMatchObject({ reporting: { enabled: true, statsIntervalMs: 5_000, heartbeatIntervalMs: 30_000, batchSize: 10 }, limits: { maxConnections: 1_000 }, parseErrorThreshold: 10 });
});
