import type { ClientInfo, ConnectionKind } from './connection.js';
import type { AlertView, ConnectionSource, ConnectionView, LogLineView, ProcessStatus, ProcessView, SystemView } from './views.js';

/** What every payload to a browser carries. `timestamp`: ISO 8601. */
interface Stamped {
  serverId: string;
  timestamp: string;
}

export interface ConnectionEventPayload extends Stamped {
  event: 'connected' | 'disconnected' | 'rejected';
  kind: ConnectionKind;
  sessionId: string;
  clientInfo: ClientInfo;
  reason?: string | undefined;
  /** ms */
  duration?: number | undefined;
  /** The connection as it stands after the event; absent once it is gone. */
  connection?: ConnectionView | undefined;
}

export interface ConnectionStatsPayload extends Stamped {
  activeConnections: number;
  totalConnections: number;
  processStatus: ProcessStatus;
  source: ConnectionSource;
  /** Those that changed since the last frame, at most 500. */
  connections: ConnectionView[];
}

export interface ErrorPayload extends Stamped {
  code: string;
  message: string;
  sessionId?: string | undefined;
}

export interface ProcessExitPayload extends Stamped {
  pid: number | null;
  code: number | null;
  signal: string | null;
  reason: string;
}

export interface ProcessPayload extends Stamped {
  process: ProcessView;
}

/** An alert was raised, or is over. */
export interface AlertPayload extends Stamped {
  alert: AlertView;
}

export interface ServerChangedPayload extends Stamped {
  change: 'created' | 'updated' | 'deleted';
}

/** A running process serves other tools from now on. */
export interface ToolsChangedPayload extends Stamped {
  toolCount: number;
  added: string[];
  removed: string[];
  changed: string[];
  documentHash: string;
}

export interface ConnectionsPayload extends Stamped {
  activeConnections: number;
  totalConnections: number;
  processStatus: ProcessStatus;
  source: ConnectionSource;
  /** At most 500; all of them are read page by page over REST. */
  connections: ConnectionView[];
}

/** The answer to every message of a client. */
export interface Acknowledgement {
  success: boolean;
  error?: string;
}
export type Acknowledge = (answer: Acknowledgement) => void;

/** Namespace `/`, API to browser. `serverId` of `monitoring:system` and `monitoring:unified` is `*`: all servers. */
export interface ServerToBrowserEvents {
  'mcp:connection:event': (payload: ConnectionEventPayload) => void;
  'mcp:connection:stats': (payload: ConnectionStatsPayload) => void;
  'mcp:error': (payload: ErrorPayload) => void;
  'mcp:process:exit': (payload: ProcessExitPayload) => void;
  'monitoring:unified': (payload: Stamped & SystemView) => void;
  'monitoring:mcp:connection': (payload: ConnectionEventPayload) => void;
  'monitoring:process': (payload: ProcessPayload) => void;
  'monitoring:system': (payload: Stamped & SystemView['system']) => void;
  'mcp:tools:changed': (payload: ToolsChangedPayload) => void;
  'alert:changed': (payload: AlertPayload) => void;
  'server:changed': (payload: ServerChangedPayload) => void;
  mcpConnectionChanged: (payload: ConnectionEventPayload) => void;
  /** `dropped`: lines since the last frame that are not in one, because there were too many. */
  processLogsUpdated: (payload: Stamped & { lines: LogLineView[]; dropped: number }) => void;
  mcpConnectionLog: (payload: ConnectionEventPayload) => void;
  mcpConnectionStats: (payload: ConnectionsPayload) => void;
  allMCPConnectionStats: (payload: Stamped & { servers: ConnectionsPayload[] }) => void;
}

interface ServerId {
  serverId: string;
}

/** Namespace `/`, browser to API. */
export interface BrowserToServerEvents {
  subscribeServerMetrics: (payload: ServerId, acknowledge?: Acknowledge) => void;
  unsubscribeServerMetrics: (payload: ServerId, acknowledge?: Acknowledge) => void;
  subscribeServerLogs: (payload: ServerId, acknowledge?: Acknowledge) => void;
  unsubscribeServerLogs: (payload: ServerId, acknowledge?: Acknowledge) => void;
  getMCPConnectionStats: (payload: ServerId, acknowledge?: Acknowledge) => void;
  getAllMCPConnectionStats: (payload?: unknown, acknowledge?: Acknowledge) => void;
}

export interface Subscribed {
  status: 'subscribed' | 'unsubscribed';
  room: string;
  timestamp: string;
}

/** Namespace `/monitoring`, API to browser. */
export interface MonitoringToBrowserEvents {
  mcp_connections_data: (payload: ConnectionsPayload) => void;
  mcp_connection_established: (payload: Stamped & { connection: ConnectionView }) => void;
  mcp_connection_closed: (payload: Stamped & { sessionId: string; duration: number }) => void;
}

/** Namespace `/monitoring`, browser to API; without a server id, all servers. */
export interface BrowserToMonitoringEvents {
  subscribe_mcp_connections: (payload: Partial<ServerId> | undefined, acknowledge?: (answer: Subscribed | Acknowledgement) => void) => void;
  unsubscribe_mcp_connections: (payload: Partial<ServerId> | undefined, acknowledge?: (answer: Subscribed | Acknowledgement) => void) => void;
}
