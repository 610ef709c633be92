export type Labels = Readonly<Record<string, string>>;

/** A node that may take servers. `servers`: those that it runs by now. */
export interface Candidate {
  id: string;
  capacity: number;
  labels: Labels;
  servers: number;
}

/** A server that shall run and of which some replicas are nobody's. `at`: the nodes that have the others, for no node has two. */
export interface Free {
  serverId: string;
  labels: Labels;
  freeForMs: number;
  missing: number;
  at: readonly string[];
}

/** Whether a node has every label that a server asks for. */
export function hasLabels(node: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => node[name] === value);
}

/** The node that is filled least, of those with room and the labels; of equals the one with the smallest id, so that all nodes come to the same. */
export function placeServer(labels: Labels, nodes: readonly Candidate[]): string | undefined {
  const possible = nodes.filter((node) => node.servers < node.capacity && hasLabels(node.labels, labels));
  return possible.toSorted((a, b) => a.servers / a.capacity - b.servers / b.capacity || (a.id < b.id ? -1 : 1))[0]?.id;
}

/**
 * Which of the free servers a node should take: those that fall to it, and any that another node should have taken and did not within
 * `patienceMs`, as far as it has room for them.
 */
export function serversFor(self: string, free: readonly Free[], nodes: readonly Candidate[], patienceMs: number): string[] {
  const now = new Map(nodes.map((node) => [node.id, { ...node }]));
  const mine: string[] = [];
  for (const { serverId, labels, freeForMs, missing, at } of free.toSorted((a, b) => (a.serverId < b.serverId ? -1 : 1))) {
    const taken = new Set(at);
    for (let left = missing; left > 0; left -= 1) {
      const me = taken.has(self) ? undefined : now.get(self);
      const isOverdue = freeForMs > patienceMs && me !== undefined && me.servers < me.capacity && hasLabels(me.labels, labels);
      const chosen = isOverdue ? me : now.get(placeServer(labels, [...now.values()].filter(({ id }) => !taken.has(id))) ?? '');
      if (chosen === undefined) break;
      chosen.servers += 1;
      taken.add(chosen.id);
      if (chosen.id === self) mine.push(serverId);
    }
  }
  return mine;
}
