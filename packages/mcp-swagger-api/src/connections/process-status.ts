import type { ProcessStatus } from 'mcp-swagger-ipc';

const WARNING_MS = 35_000;
const DISCONNECTED_MS = 60_000;

/**
 * How alive a process is by the age of its last heartbeat, in ms; undefined when there is no process. With a heartbeat interval
 * above the default the limits move with it.
 */
export function processStatus(heartbeatAgeMs: number | undefined, heartbeatIntervalMs: number): ProcessStatus {
  if (heartbeatAgeMs === undefined) return 'disconnected';
  if (heartbeatAgeMs >= Math.max(DISCONNECTED_MS, heartbeatIntervalMs * 2)) return 'disconnected';
  return heartbeatAgeMs >= Math.max(WARNING_MS, heartbeatIntervalMs + 5_000) ? 'warning' : 'healthy';
}

/** The worst of those that should be alive; without any, nobody is connected. */
export function overallStatus(statuses: readonly ProcessStatus[]): ProcessStatus {
  if (statuses.length === 0 || statuses.includes('disconnected')) return 'disconnected';
  return statuses.includes('warning') ? 'warning' : 'healthy';
}
