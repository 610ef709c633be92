import type { ServerConfiguration } from 'mcp-swagger-ipc';

/** What was bound or counted from the start; only another process can have it otherwise. */
const FIXED: ((configuration: ServerConfiguration) => [string, unknown])[] = [
  ({ serverId }) => ['serverId', serverId],
  ({ name }) => ['name', name],
  ({ transport }) => ['transport', transport],
  ({ host }) => ['host', host],
  ({ port }) => ['port', port],
  ({ endpoint }) => ['endpoint', endpoint],
  ({ internalApi }) => ['internalApi', internalApi],
  ({ gateway }) => ['gateway', gateway],
  ({ passHeaders }) => ['passHeaders', passHeaders],
  ({ telemetry }) => ['telemetry', telemetry],
  ({ limits }) => ['limits.maxConnections', limits.maxConnections],
  ({ limits }) => ['limits.onLimit', limits.onLimit],
  ({ limits }) => ['limits.sessionIdleTimeoutMs', limits.sessionIdleTimeoutMs],
  ({ limits }) => ['limits.maxSessionAgeMs', limits.maxSessionAgeMs],
  ({ limits }) => ['limits.resourcePollIntervalMs', limits.resourcePollIntervalMs],
  ({ reporting }) => ['reporting', reporting],
  ({ logLevel }) => ['logLevel', logLevel],
];

/** The names of the settings that differ and that a reload cannot change. */
export function fixedSettingsThatDiffer(before: ServerConfiguration, after: ServerConfiguration): string[] {
  return FIXED.flatMap((read) => {
    const [name, value] = read(before);
    return JSON.stringify(value) === JSON.stringify(read(after)[1]) ? [] : [name];
  });
}
