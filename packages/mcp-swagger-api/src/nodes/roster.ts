import { Injectable } from '@nestjs/common';
import type { Holder, LeaseRow, NodeRow } from './lease-store.js';
import { type Candidate, type Free, hasLabels, type Labels, placeServer } from './place-servers.js';

/** Whose a server is. */
export interface Owner {
  nodeId: string;
  url: string;
  generation: number;
}

/** What was last read of all nodes and leases; it may be some seconds old, and whoever acts on it is corrected by the owner. */
@Injectable()
export class Roster {
  #nodes: NodeRow[] = [];
  readonly #leases = new Map<string, LeaseRow>();
  readonly #byName = new Map<string, LeaseRow>();
  #ttlMs = 0;

  fill(nodes: NodeRow[], leases: readonly LeaseRow[], ttlMs: number): void {
    this.#nodes = nodes;
    this.#ttlMs = ttlMs;
    this.#leases.clear();
    this.#byName.clear();
    for (const lease of leases) {
      this.#leases.set(lease.serverId, lease);
      this.#byName.set(lease.name, lease);
    }
  }

  get nodes(): readonly NodeRow[] {
    return this.#nodes;
  }

  get leases(): LeaseRow[] {
    return [...this.#leases.values()];
  }

  /** By id or name; an id wins. */
  find(nameOrId: string): LeaseRow | undefined {
    return this.#leases.get(nameOrId) ?? this.#byName.get(nameOrId);
  }

  /** Undefined when nobody has the server, or nobody knows how to reach who has it. */
  ownerOf(serverId: string): Owner | undefined {
    return this.ownersOf(serverId)[0];
  }

  /** One for each replica that somebody has, the first one first. */
  ownersOf(serverId: string): Owner[] {
    const holders = this.#leases.get(serverId)?.holders ?? [];
    return holders.flatMap(({ nodeId, generation }) => {
      const url = this.#nodes.find(({ id }) => id === nodeId)?.url;
      return url == null ? [] : [{ nodeId, url, generation }];
    });
  }

  /** Nodes that can be asked something: heard of within the time of a lease. */
  reachable(): (NodeRow & { url: string })[] {
    return this.#nodes.flatMap((node) => (node.url !== null && node.heartbeatAgeMs <= this.#ttlMs ? [{ ...node, url: node.url }] : []));
  }

  /** Nodes that may be given servers, with what they run. */
  candidates(): Candidate[] {
    return this.reachable()
      .filter(({ state }) => state === 'up')
      .map(({ id, capacity, labels }) => ({ id, capacity, labels, servers: this.serversOf(id) }));
  }

  hasRoom(nodeId: string): boolean {
    return this.candidates().some(({ id, servers, capacity }) => id === nodeId && servers < capacity);
  }

  /** A server that did not run counts from when it shall. */
  isOverfull(nodeId: string): boolean {
    return this.candidates().some(({ id, servers, capacity }) => id === nodeId && servers > capacity);
  }

  /** Servers that a node with these labels has and should not: they ask for others, or shall have fewer replicas. */
  misplaced(nodeId: string, labels: Labels): string[] {
    const isSurplus = ({ holders, replicas }: LeaseRow): boolean => holders.some((holder) => holder.nodeId === nodeId && holder.replica >= replicas);
    return this.leases.filter((lease) => !hasLabels(labels, lease.labels) || isSurplus(lease)).map(({ serverId }) => serverId);
  }

  /** How many servers that shall run a node has. */
  serversOf(nodeId: string): number {
    let servers = 0;
    for (const lease of this.#leases.values()) if (lease.wanted && lease.holders.some((holder) => holder.nodeId === nodeId)) servers += 1;
    return servers;
  }

  /** Servers that shall run and are not where they shall. */
  free(): Free[] {
    return this.leases.flatMap(({ serverId, wanted, labels, freeForMs, replicas, holders }) => {
      const missing = replicas - holders.filter(({ replica }) => replica < replicas).length;
      return wanted && missing > 0 ? [{ serverId, labels, freeForMs, missing, at: holders.map(({ nodeId }) => nodeId) }] : [];
    });
  }

  /** Until the first lease of a server that shall run is over, as it was read; undefined when none ends. */
  firstEndMs(): number | undefined {
    const ends = this.leases.flatMap(({ wanted, endsInMs }) => (wanted && endsInMs !== null ? [endsInMs] : []));
    return ends.length === 0 ? undefined : ends.reduce((first, end) => Math.min(first, end));
  }

  /** Where a server should go, or another replica of it; undefined when no node has room and its labels. */
  placeOf(serverId: string): { nodeId: string; url: string } | undefined {
    const { labels = {}, holders = [] } = this.#leases.get(serverId) ?? {};
    const chosen = placeServer(labels, this.candidates().filter(({ id }) => !holders.some(({ nodeId }) => nodeId === id)));
    const node = this.reachable().find(({ id }) => id === chosen);
    return node === undefined ? undefined : { nodeId: node.id, url: node.url };
  }

  /** A node took one a moment ago. */
  noteTaken(serverId: string, holder: Holder): void {
    const lease = this.#leases.get(serverId);
    if (lease !== undefined) lease.holders = [...lease.holders.filter(({ nodeId, replica }) => nodeId !== holder.nodeId && replica !== holder.replica), holder].toSorted((a, b) => a.replica - b.replica);
  }

  noteReleased(serverId: string, nodeId: string): void {
    const lease = this.#leases.get(serverId);
    if (lease !== undefined) lease.holders = lease.holders.filter((holder) => holder.nodeId !== nodeId);
  }
}
