import type {
  AlertView,
  Call,
  ChildError,
  ConnectionEvent,
  ConnectionSource,
  ConnectionStats,
  ConnectionView,
  EndedConnectionView,
  Health,
  HealthCheckView,
  Heartbeat,
  LogLineView,
  Metrics,
  ProcessView,
  ProcessStatus,
  ServerStarted,
  ToolsChanged,
} from 'mcp-swagger-ipc';

/** Where an event comes from. `timestamp`: epoch ms on the API's clock. */
interface FromServer {
  serverId: string;
  timestamp: number;
}

/** A message of a child. `sentAt`: epoch ms on the child's clock; `generation` counts the server's processes from 1. */
interface FromChild extends FromServer {
  generation: number;
  sentAt: number;
}

/** How a child ended. `expected`: it was asked to. */
export interface ProcessExit extends FromServer {
  generation: number;
  pid: number | null;
  code: number | null;
  signal: string | null;
  reason: string;
  expected: boolean;
  /** It was the one that served; not a replacement that failed, or a predecessor that has drained. */
  wasCurrent: boolean;
}

/** A rolling restart succeeded: `generation` serves from now on, and the earlier process drains for at most `drainMs`. */
export interface ProcessReplaced extends FromServer {
  generation: number;
  endpoint: string | null;
  replaced: { generation: number; endpoint: string | null; drainMs: number };
}

/** Lines as a process said them. `unread`: how many more there were, of which nothing else is known. */
export interface ProcessLines extends FromServer {
  stream: Exclude<LogLineView['stream'], 'supervisor'>;
  lines: readonly string[];
  unread: number;
}

/** A line about a process, or about its server. */
export interface ProcessRemark extends FromServer {
  level?: LogLineView['level'] | undefined;
  text: string;
}

/** What happened to a connection, after it was entered in the books. `connection`: as it stands, or stood at its end. */
export interface ConnectionChanged extends FromServer {
  event: ConnectionEvent['event'];
  connection: ConnectionView;
  reason?: string | undefined;
}

/** Requests, those that failed (status 400 and above, or broken off), and bytes of bodies. */
export interface GatewayTraffic {
  caller: { id: string; name: string };
  calls: number;
  errors: number;
  bytesIn: number;
  bytesOut: number;
}

/** Every event of the API and what it carries: the supervisor announces, the rooms to its right listen. */
export interface AppEventMap {
  'mcp.server.started': FromChild & ServerStarted;
  'mcp.connection.event': FromChild & ConnectionEvent;
  'mcp.connection.stats': FromChild & ConnectionStats;
  'mcp.heartbeat': FromChild & Heartbeat;
  'mcp.error': FromChild & ChildError;
  'mcp.call': FromChild & Call;
  'mcp.health': FromChild & Health;
  'mcp.metrics': FromChild & Metrics;
  'mcp.tools.changed': FromChild & ToolsChanged;
  'mcp.process.exit': ProcessExit;
  'mcp.process.replaced': ProcessReplaced;
  /** A process said too much that is not of the contract. */
  'mcp.parse.error.threshold': FromServer & { errors: number; threshold: number; detail: string };
  'process.state.changed': FromServer & { process: ProcessView };
  /** Somebody looked at a process. */
  'process.checked': FromServer & { check: HealthCheckView };
  'process.lines': ProcessLines;
  'process.remark': ProcessRemark;
  /** A line as it is kept: numbered, rated, without secrets. `dropped`: lines of this server before it that were too many to keep. */
  'log.line': FromServer & { line: LogLineView; dropped: number };
  'connection.changed': ConnectionChanged;
  /** Whoever keeps the history listens to this one. */
  'connection.ended': FromServer & { connection: EndedConnectionView };
  'connection.stats': FromServer & {
    activeConnections: number;
    totalConnections: number;
    processStatus: ProcessStatus;
    source: ConnectionSource;
    connections: ConnectionView[];
  };
  /** Users, keys or sessions are other than before: whoever was let in may have to be looked at again. */
  'access.changed': { timestamp: number };
  /** What one caller did at one server through the gateway since the last such event; at most once a second each. */
  'gateway.traffic': FromServer & GatewayTraffic;
  /** An alert was raised or is over; `timestamp`: when. */
  'alert.changed': FromServer & { alert: AlertView };
  /** A document has another version: one that waits to be applied, or one that servers use from now on. */
  'document.changed': { timestamp: number; documentId: string; number: number; change: 'proposed' | 'applied'; autoApply: boolean };
  /** This node may run a server from now on, or no longer; `generation` counts the claims of all nodes. */
  'lease.taken': FromServer & { generation: number };
  'lease.lost': FromServer & { generation: number };
  /** Somebody who tried to sign in was wrong, or was right and starts afresh; every node counts it. */
  'login.counted': { timestamp: number; ip: string; account: string; isRight: boolean };
  /** What a person wants of a server holds for its replicas on other nodes too; without `restart` its row says what. */
  'replicas.asked': FromServer & { restart: boolean };
  /** A group shows other members, or is gone. */
  'group.changed': { timestamp: number; groupId: string };
  'server.changed': FromServer & { change: 'created' | 'updated' | 'deleted' };
}

export type AppEventName = keyof AppEventMap;
