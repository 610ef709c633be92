import type { Connection } from '../../lib/api';

/** True when every word of a filter stands in what is shown of a connection; an empty filter matches all. */
export function matches({ clientInfo, clientIP, kind, userAgent, sessionId }: Connection, serverName: string | undefined, filter: string): boolean {
  const text = [clientInfo.name, clientInfo.version, clientInfo.subject, clientInfo.protocolVersion, clientIP, kind, userAgent, sessionId, serverName].join(' ').toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
