import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import type { Aim } from './aim-of.js';
import { InFlight } from './in-flight.js';
import type { LeaseRow } from './lease-store.js';
import { Leases } from './leases.service.js';
import { Membership } from './membership.js';
import type { Target } from './peers.js';
import { Roster } from './roster.js';

/** Its other replicas get the calls of a server for so long. */
const LEFT_ALONE_MS = 2_000;

export type ServerAim = Extract<Aim, { kind: 'server' }>;

/** Where a request goes. Nowhere: the server shall run, and nobody has it just now. */
export type Place = Target | 'here' | 'nowhere';

/** Which node answers a request that concerns one server. */
@Injectable()
export class Targets {
  /** To servers with several replicas. */
  readonly #inFlight = new InFlight();
  /** When a node that did not take a call for one of its replicas is asked again, by its id. */
  readonly #askedAgainAt = new Map<string, number>();

  constructor(
    private readonly membership: Membership,
    private readonly leases: Leases,
    private readonly roster: Roster,
    private readonly supervisor: SupervisorService,
  ) {}

  /** Of a server with replicas only the first one's node speaks for it, and calls are shared. */
  isHere({ nameOrId, node }: ServerAim): boolean {
    const lease = this.roster.find(nameOrId);
    return (node === undefined || node === this.membership.id) && lease !== undefined && lease.replicas === 1 && this.leases.held(lease.serverId) !== undefined;
  }

  runsHere({ serverId }: Pick<LeaseRow, 'serverId'>): boolean {
    return this.leases.held(serverId) !== undefined && this.supervisor.view(serverId)?.state === 'running';
  }

  /** The replica with the fewest calls under way from here; undefined for a server that has one, or when all were tried. */
  least({ nameOrId }: ServerAim, avoid: ReadonlySet<string>): Target | 'here' | undefined {
    const lease = this.roster.find(nameOrId);
    if (lease === undefined || lease.replicas === 1) return undefined;
    const self = this.membership.id;
    const owners = this.roster.ownersOf(lease.serverId).filter(({ nodeId }) => !avoid.has(nodeId) && (nodeId === self ? this.runsHere(lease) : (this.#askedAgainAt.get(nodeId) ?? 0) < performance.now()));
    const least = this.#inFlight.least(lease.serverId, owners.map(({ nodeId }) => nodeId), self);
    const owner = owners.find(({ nodeId }) => nodeId === least);
    if (owner === undefined) return undefined;
    return owner.nodeId === self ? 'here' : { ...owner, serverId: lease.serverId, shared: true };
  }

  /** It did not take a call for one of its replicas. */
  leaveAlone(nodeId: string): void {
    const now = performance.now();
    for (const [other, at] of this.#askedAgainAt) if (at < now) this.#askedAgainAt.delete(other);
    this.#askedAgainAt.set(nodeId, now + LEFT_ALONE_MS);
  }

  /** Counts one that is under way to a replica, until the function that it gives is called; undefined for a server that has one. */
  count({ nameOrId }: ServerAim, target: Place): (() => void) | undefined {
    const lease = this.roster.find(nameOrId);
    if (lease === undefined || lease.replicas === 1 || target === 'nowhere') return undefined;
    return this.#inFlight.begin(lease.serverId, target === 'here' ? this.membership.id : target.nodeId);
  }

  /** The node that has the server, or shall take it. `tries`: how often it was asked for before. Throws AppError REPLICA_NOT_FOUND. */
  async find({ nameOrId, starts, node }: ServerAim, isEndpoint: boolean, tries: number): Promise<Place> {
    let lease = this.roster.find(nameOrId);
    if (lease === undefined && tries === 0) {
      // It may have been made on another node a moment ago.
      await this.leases.refresh();
      lease = this.roster.find(nameOrId);
    }
    if (lease === undefined) return 'here';
    const { serverId, wanted } = lease;
    if (node !== undefined) return this.#replicaAt(serverId, node);
    if (this.leases.held(serverId) !== undefined && !this.leases.isElsewhere(serverId)) return 'here';
    const owner = this.roster.ownerOf(serverId);
    if (owner !== undefined) return owner.nodeId === this.membership.id ? 'nowhere' : { nodeId: owner.nodeId, url: owner.url, serverId, generation: owner.generation };
    const place = starts ? this.roster.placeOf(serverId) : undefined;
    if (place !== undefined && place.nodeId !== this.membership.id) return { nodeId: place.nodeId, url: place.url, serverId, generation: 0 };
    return wanted && isEndpoint ? 'nowhere' : 'here';
  }

  #replicaAt(serverId: string, node: string): Target | 'here' {
    const owner = this.roster.ownersOf(serverId).find(({ nodeId }) => nodeId === node);
    if (owner === undefined) throw new AppError(404, 'REPLICA_NOT_FOUND', `Node ${node} has no replica of this server; GET /api/servers/${serverId}/replicas tells which nodes have one.`);
    return node === this.membership.id ? 'here' : { ...owner, serverId };
  }
}
