// What the dashboard talks to, with more in it than this machine could run: the built pages, the answers of REST and the events of the socket, made up.
import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../scripts/project.js';

const { Server } = createRequire(join(root, 'packages/mcp-swagger-api/package.json'))('socket.io');
const PAGES = join(root, 'packages/mcp-swagger-ui/dist');
const TYPES = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', html: 'text/html' };
const STATES = ['running', 'running', 'running', 'running', 'stopped', 'backoff', 'failed'];
const FRAME_MS = 250;
const FRAME_CONNECTIONS = 500;
const BATCH = 1_000;

/** Serves `servers` servers, `connections` connections of which 2,000 change each second, and a log of `lines` lines that grows by 200 a second. */
export async function startCrowdedApi({ servers, connections, lines }) {
  const start = Date.now();
  const idOf = (index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const allServers = Array.from({ length: servers }, (_, index) => serverView(idOf(index), index, connections / servers));
  const allConnections = Array.from({ length: connections }, (_, index) => connectionView(idOf(index % servers), index, start));
  const answers = {
    '/api/auth/me': () => ({ id: 'local', name: 'local', role: 'admin', kind: 'local', scopes: [], csrfToken: null }),
    '/api/servers': () => ({ servers: allServers }),
    '/api/mcp/connections': (query) => {
      const from = Number(query.get('cursor') ?? 0);
      const next = from + Number(query.get('limit'));
      return { connections: allConnections.slice(from, next), nextCursor: next < connections ? String(next) : null };
    },
    '/api/mcp/connections/count': () => ({ activeConnections: connections, totalConnections: connections, totalSinceStart: connections, timestamp: new Date().toISOString() }),
    [`/api/processes/${idOf(0)}/logs`]: () => ({ lines: logLines(0, BATCH, start), nextCursor: null, complete: true }),
  };
  const http = createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    if (url.pathname.startsWith('/socket.io')) return;
    const answer = answers[url.pathname];
    if (answer !== undefined) return json(response, 200, answer(url.searchParams));
    if (url.pathname.startsWith('/api/')) return json(response, 404, { detail: 'There is none here.', code: 'NOT_FOUND' });
    const name = /\.\w+$/.test(url.pathname) ? url.pathname : '/index.html';
    response.writeHead(200, { 'Content-Type': TYPES[name.split('.').at(-1)] ?? 'application/octet-stream' });
    createReadStream(join(PAGES, name)).on('error', () => response.end()).pipe(response);
  });
  const io = new Server(http);
  const timers = new Set();
  io.on('connection', (socket) => {
    let turn = 0;
    const own = new Set();
    const every = (act) => {
      const timer = setInterval(() => act(), FRAME_MS);
      timers.add(timer);
      own.add(timer);
    };
    // Frames for a page that is gone would cost those that are measured after it.
    socket.on('disconnect', () => {
      for (const timer of own) {
        clearInterval(timer);
        timers.delete(timer);
      }
    });
    every(() => socket.emit('mcp:connection:stats', statsFrame(allConnections, turn++, start)));
    socket.on('subscribeServerLogs', ({ serverId }) => {
      let told = BATCH;
      const tell = (count) => {
        socket.emit('processLogsUpdated', { serverId, timestamp: new Date().toISOString(), lines: logLines(told, count, start), dropped: 0 });
        told += count;
      };
      for (let batch = 1; batch < lines / BATCH; batch += 1) tell(BATCH);
      every(() => tell(50));
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${http.address().port}`,
    firstServer: idOf(0),
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      http.closeAllConnections();
      await io.close();
    },
  };
}

function json(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

function statsFrame(connections, turn, start) {
  const from = (turn * FRAME_CONNECTIONS) % connections.length;
  const changed = connections.slice(from, from + FRAME_CONNECTIONS).map((connection) => ({ ...connection, requestCount: connection.requestCount + turn, lastActivity: new Date().toISOString() }));
  return { serverId: changed[0].serverId, timestamp: new Date().toISOString(), activeConnections: 1, totalConnections: start % 7, processStatus: 'healthy', source: 'messages', connections: changed };
}

function serverView(id, index, connected) {
  const state = STATES[index % STATES.length];
  const isUp = state === 'running';
  const at = new Date(Date.now() - index * 1_000).toISOString();
  return {
    id, name: `server-${String(index).padStart(4, '0')}`, description: `The API of department ${index}`, tags: [`team-${index % 20}`], transport: 'streamable', port: null, endpoint: '/mcp', documentId: id, baseUrl: null,
    auth: null, credentials: [], headers: [], filters: {}, restartPolicy: {}, limits: {}, autoStart: true, desiredState: 'running', createdAt: at, updatedAt: at, revision: '1',
    process: {
      serverId: id, state, pid: isUp ? 1_000 + index : null, generation: 1, startedAt: at, readyAt: isUp ? at : null, uptimeMs: 1_000, reason: isUp ? null : 'The process ended with 1.', attempt: null, endpoint: isUp ? `http://127.0.0.1:${20_000 + index}/mcp` : null,
      transport: 'streamable', toolCount: index % 60, restarts: 0, maxRestarts: 5, nextRetryAt: state === 'backoff' ? new Date(Date.now() + 3_600_000).toISOString() : null, lastExit: null, lastReload: null, replacement: null, draining: [], lastHealthCheck: null,
      memoryLimitBytes: null, resources: isUp ? { at, rssBytes: 70_000_000 + index, cpuPercent: 1 } : null, heartbeat: null,
    },
    connections: { activeConnections: connected, totalConnections: connected },
  };
}

function connectionView(serverId, index, start) {
  const connectedAt = new Date(start - index * 500).toISOString();
  return {
    sessionId: `session-${index}`, kind: ['session', 'stream', 'derived'][index % 3], serverId, clientIP: `10.0.${(index >> 8) & 255}.${index & 255}`, userAgent: `agent/${index % 9}`, clientInfo: { name: `client-${index % 40}`, version: '1.2.3', protocolVersion: '2025-11-25' },
    connectedAt, lastActivity: connectedAt, requestCount: index % 100, errorCount: 0, inFlight: 0, duration: 1_000, bytesIn: 0, bytesOut: 0, lastTool: null,
  };
}

function logLines(from, count, start) {
  return Array.from({ length: count }, (_, index) => {
    const id = from + index;
    const level = id % 50 === 0 ? 'error' : id % 11 === 0 ? 'warn' : 'info';
    return { id, serverId: '00000000-0000-4000-8000-000000000000', timestamp: new Date(start + id).toISOString(), stream: 'stderr', level, text: `\u001b[3${id % 8}m${level}\u001b[0m call ${id} took ${id % 97} ms {"tool":"getPet","status":${id % 50 === 0 ? 500 : 200}}` };
  });
}
