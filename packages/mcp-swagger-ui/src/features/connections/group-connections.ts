import type { Connection } from '../../lib/api';

export type Grouping = 'none' | 'server' | 'client' | 'protocol';

/** Connections under the name that they share, the largest groups first; one group without a name for `none`. */
export function groupConnections(connections: Connection[], by: Grouping, serverNames: Map<string, string>): [string, Connection[]][] {
  if (by === 'none') return [['', connections]];
  const groups = new Map<string, Connection[]>();
  for (const connection of connections) {
    const name = nameOf(connection, by, serverNames);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [connection]);
    else group.push(connection);
  }
  return [...groups].toSorted(([nameA, a], [nameB, b]) => b.length - a.length || nameA.localeCompare(nameB));
}

function nameOf({ serverId, clientInfo }: Connection, by: Exclude<Grouping, 'none'>, serverNames: Map<string, string>): string {
  switch (by) {
    case 'server':
      return serverNames.get(serverId) ?? serverId;
    case 'client':
      return clientInfo.name ?? '—';
    case 'protocol':
      return clientInfo.protocolVersion ?? '—';
  }
}
