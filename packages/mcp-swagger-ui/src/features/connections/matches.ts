import type { Connection } from '../../lib/api';
import { hasAll, wordsOf } from '../../lib/words';

/** True when every word of a filter stands in what is shown of a connection; an empty filter matches all. */
export function matches({ clientInfo, clientIP, kind, userAgent, sessionId }: Connection, serverName: string | undefined, filter: string): boolean {
  const text = [clientInfo.name, clientInfo.version, clientInfo.subject, clientInfo.protocolVersion, clientIP, kind, userAgent, sessionId, serverName].join(' ');
  return hasAll(text, wordsOf(filter));
}
