import { useMemo, useState } from 'react';
import type { Server } from '../../lib/api';

export interface ServerRow {
  server: Server;
  /** How many clients are connected. */
  connected: number;
}

/** Servers with their counts as rows; until counts are known, with those that came with the server. A row is another object only when one of the two changed, so that only then it is drawn. */
export function serverRows(servers: Server[], counts: ReadonlyMap<string, number> | undefined, known: WeakMap<Server, ServerRow>): ServerRow[] {
  return servers.map((server) => {
    const connected = counts === undefined ? server.connections.activeConnections : (counts.get(server.id) ?? 0);
    const before = known.get(server);
    if (before?.connected === connected) return before;
    const row = { server, connected };
    known.set(server, row);
    return row;
  });
}

export function useServerRows(servers: Server[], counts: ReadonlyMap<string, number> | undefined): ServerRow[] {
  const [known] = useState(() => new WeakMap<Server, ServerRow>());
  return useMemo(() => serverRows(servers, counts, known), [servers, counts, known]);
}
