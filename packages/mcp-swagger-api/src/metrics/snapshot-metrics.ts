import type { IpcView, ProcessView } from 'mcp-swagger-ipc';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { ConnectionSummary } from '../connections/connections.service.js';

/** What is known of one server when somebody asks. */
export interface ServerFigures {
  process: ProcessView;
  connections: ConnectionSummary;
  ipc: IpcView | undefined;
}

type Read = (figures: ServerFigures) => number | null | undefined;

/** One value a server. Counters are of what is counted elsewhere; a reset there is a restart of the counter here. */
const FIGURES: { name: string; help: string; kind: 'gauge' | 'counter'; read: Read }[] = [
  { name: 'mcp_connections_active', help: 'Clients that are connected', kind: 'gauge', read: ({ connections }) => connections.activeConnections },
  { name: 'mcp_connections_total', help: 'Clients that ever were connected', kind: 'counter', read: ({ connections }) => connections.totalConnections },
  { name: 'mcp_process_up', help: '1 while the process of the server runs', kind: 'gauge', read: ({ process }) => Number(process.state === 'running') },
  { name: 'mcp_process_restarts_total', help: 'Restarts since the server was last started by hand', kind: 'counter', read: ({ process }) => process.restarts },
  { name: 'mcp_process_generation', help: 'Processes that the server had since the API started', kind: 'gauge', read: ({ process }) => process.generation },
  { name: 'mcp_process_resident_memory_bytes', help: 'Resident memory of the process', kind: 'gauge', read: ({ process }) => process.resources?.rssBytes },
  { name: 'mcp_process_cpu_percent', help: 'Share of one core', kind: 'gauge', read: ({ process }) => process.resources?.cpuPercent },
  { name: 'mcp_process_event_loop_delay_seconds', help: 'Longest delay of the event loop since the heartbeat before', kind: 'gauge', read: ({ process }) => (process.heartbeat === null ? null : process.heartbeat.eventLoopDelayMs / 1_000) },
  { name: 'mcp_process_uptime_seconds', help: 'Since the process was ready', kind: 'gauge', read: ({ process }) => (process.uptimeMs === null ? null : process.uptimeMs / 1_000) },
  { name: 'mcp_ipc_messages_total', help: 'Messages of the process', kind: 'counter', read: ({ ipc }) => ipc?.messagesReceived },
  { name: 'mcp_ipc_bytes_total', help: 'Bytes that the process wrote on its pipe', kind: 'counter', read: ({ ipc }) => ipc?.bytesReceived },
  { name: 'mcp_ipc_gaps_total', help: 'Holes in the numbers of messages', kind: 'counter', read: ({ ipc }) => ipc?.gaps },
  { name: 'mcp_ipc_lost_total', help: 'Messages that are missing in these holes', kind: 'counter', read: ({ ipc }) => ipc?.lost },
  { name: 'mcp_ipc_dropped_total', help: 'Messages that the process had to drop', kind: 'counter', read: ({ ipc }) => ipc?.dropped },
  { name: 'mcp_ipc_queue_depth', help: 'Messages that wait in the process', kind: 'gauge', read: ({ ipc }) => ipc?.queueDepth },
  { name: 'mcp_ipc_latency_seconds', help: 'Mean age of messages when they were handled', kind: 'gauge', read: ({ ipc }) => (ipc === undefined ? null : ipc.averageLatency / 1_000) },
];

/** Values that are looked up when they are asked for: one series a server that there is, and none of those that are gone. */
export function registerSnapshots(registry: Registry, servers: () => Map<string, ServerFigures>): void {
  for (const { name, help, kind, read } of FIGURES) {
    const options = { name, help, labelNames: ['server'], registers: [registry] };
    const each = (set: (server: string, value: number) => void): void => {
      for (const [server, figures] of servers()) {
        const value = read(figures);
        if (value !== null && value !== undefined) set(server, value);
      }
    };
    if (kind === 'gauge') {
      const gauge: Gauge = new Gauge({ ...options, collect: () => (gauge.reset(), each((server, value) => gauge.set({ server }, value))) });
    } else {
      const counter: Counter = new Counter({ ...options, collect: () => (counter.reset(), each((server, value) => counter.inc({ server }, value))) });
    }
  }
  const errors: Counter = new Counter({
    name: 'mcp_ipc_parse_errors_total',
    help: 'Lines of the process that were not understood',
    labelNames: ['server', 'kind'],
    registers: [registry],
    collect: () => {
      errors.reset();
      for (const [server, { ipc }] of servers()) for (const [kind, count] of Object.entries(ipc?.parseErrors ?? {})) errors.inc({ server, kind }, count);
    },
  });
  const states: Gauge = new Gauge({
    name: 'mcp_process_state',
    help: '1 for the state that the process of the server is in',
    labelNames: ['server', 'state'],
    registers: [registry],
    collect: () => {
      states.reset();
      for (const [server, { process }] of servers()) states.set({ server, state: process.state }, 1);
    },
  });
}
