import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { messageOf } from '../common/error-facts.js';
import { Environment } from '../config/environment.js';
import { AppEventEmitter } from '../events/app-event-emitter.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import { type Claim, LeaseStore } from './lease-store.js';
import { fencedAt, foldRenewal, type LeaseTerms, leaseTerms } from './lease-terms.js';
import { Lookout } from './lookout.js';
import { Membership } from './membership.js';
import { NodeWire } from './node-wire.js';
import { serversFor } from './place-servers.js';
import { Roster } from './roster.js';

/** How long a call under way may take when a node hands its servers over. */
const DRAIN_MS = 1_000;

/** Calls under way may end in the first part of the time that is left before the lease is over. */
const FENCE_GRACE_SHARE = 0.1;

/** The servers that this node may run. A node that is alone has what it takes, for ever; one of several must renew, and stops what it cannot renew. */
@Injectable()
export class Leases {
  private readonly logger = new Logger('Nodes');
  /** Generations by server id. */
  readonly #held = new Map<string, number>();
  /** Claims that are not answered yet. */
  readonly #claiming = new Set<string>();
  readonly #terms: LeaseTerms;
  #renewedAt = 0;
  #beatTimer: NodeJS.Timeout | undefined;
  #fenceTimer: NodeJS.Timeout | undefined;
  readonly #lookout = new Lookout(() => void this.#look());
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #reading: Promise<void> | undefined;
  #claims: Promise<void> = Promise.resolve();
  #databaseAheadMs = 0;
  #isClosed = false;
  /** Live connections, as the room that counts them says. */
  #connections: () => number = () => 0;

  constructor(
    private readonly store: LeaseStore,
    private readonly membership: Membership,
    private readonly roster: Roster,
    private readonly wire: NodeWire,
    private readonly supervisor: SupervisorService,
    private readonly events: AppEventEmitter,
    environment: Environment,
  ) {
    this.#terms = leaseTerms(environment.variables.NODE_LEASE_TTL);
  }

  /** Before anything is started. `count`: of live connections. */
  async begin(count: () => number): Promise<void> {
    this.#connections = count;
    await this.#beat();
    if (this.membership.isAlone) return;
    this.wire.on('leases', () => this.look());
    this.wire.onGap(() => this.look());
    await this.wire.open();
    await this.#look();
    this.#beatTimer = setInterval(() => void this.#renew(), this.#terms.renewMs);
    this.wire.tell('leases');
  }

  /** Live connections of this node, now. */
  get connections(): number {
    return this.#connections();
  }

  /** Epoch ms on the database's clock, which all nodes share. */
  now(): number {
    return Date.now() + this.#databaseAheadMs;
  }

  /** The generation of the lease that this node has on a server, unless it could not renew it for too long. */
  held(serverId: string): number | undefined {
    const isFenced = !this.membership.isAlone && performance.now() >= fencedAt(this.#renewedAt, this.#terms);
    return isFenced ? undefined : this.#held.get(serverId);
  }

  /** Whether a server is another node's affair: of several replicas, the first one's. */
  isElsewhere(serverId: string): boolean {
    if (this.membership.isAlone) return false;
    const lease = this.roster.find(serverId);
    if (this.#held.has(serverId) && (lease?.replicas ?? 1) === 1) return false;
    // What it gave away is somebody's in a moment.
    if (this.membership.state === 'draining') return !this.#held.has(serverId);
    const owner = lease?.holders[0]?.nodeId;
    return owner !== undefined && owner !== this.membership.id;
  }

  /** Whether several nodes have replicas of a server. */
  isShared(serverId: string): boolean {
    return !this.membership.isAlone && (this.roster.find(serverId)?.holders.length ?? 0) > 1;
  }

  /**
   * Makes sure that this node may start a server. False: another has it, or shall take it, and hears of it. `chosen`: another node found that it
   * is for this one to take, so only its room counts.
   */
  async take(serverId: string, chosen = false): Promise<boolean> {
    if (this.#isClosed || this.membership.state === 'draining') return false;
    if (!this.membership.isAlone) {
      await this.#read();
      if (this.#held.has(serverId) && !this.roster.isOverfull(this.membership.id)) return true;
      await this.release(serverId);
      if (!this.#mayClaim(serverId, chosen)) return false;
    }
    if (!this.#held.has(serverId)) await this.#claim([serverId]);
    return this.#held.has(serverId);
  }

  /** Takes what falls to this node of all that shall run. */
  async takeAll(serverIds: readonly string[]): Promise<void> {
    if (!this.membership.isAlone) await this.#look();
    else await this.#claim(serverIds.filter((id) => !this.#held.has(id)));
  }

  /** Gives a server back, such as one that should run on a node with other labels; it must not run any more. */
  async release(serverId: string): Promise<void> {
    const generation = this.#held.get(serverId);
    if (generation === undefined) return;
    this.#held.delete(serverId);
    await this.store.release({ serverId, generation });
    this.roster.noteReleased(serverId, this.membership.id);
    this.wire.tell('leases');
  }

  /** Forgets a server that was deleted, and its lease with it. */
  forget(serverId: string): void {
    this.#held.delete(serverId);
  }

  /** Looks soon whether there is something to take. */
  look(): void {
    if (!this.membership.isAlone && this.#beatTimer !== undefined) this.#lookout.soon();
  }

  /** Reads again who has what; who asks while it is read waits for the same answer. */
  async refresh(): Promise<void> {
    this.#reading ??= this.#read()
      .catch(() => {})
      .finally(() => (this.#reading = undefined));
    await this.#reading;
  }

  /** Hands everything over: a server is free for others the moment that its process is gone. */
  async drain(): Promise<void> {
    if (this.#isClosed) return;
    this.membership.state = 'draining';
    if (!this.membership.isAlone) {
      await this.#beat().catch(() => {});
      await Promise.all([...this.#held.keys()].map((serverId) => this.#handOver(serverId)));
    }
    this.#isClosed = true;
    for (const timer of [this.#beatTimer, this.#fenceTimer]) clearTimeout(timer);
    this.#lookout.close();
    await this.#looking;
  }

  /** Its labels were changed, and this node has not all of them; or it shall have fewer replicas. */
  async #handOverMisplaced(): Promise<void> {
    const { id, labels } = this.membership.facts(0);
    const misplaced = this.roster.misplaced(id, labels).filter((serverId) => this.#held.has(serverId));
    await Promise.all(misplaced.map((serverId) => this.#handOver(serverId)));
  }

  async #handOver(serverId: string): Promise<void> {
    await this.supervisor.end(serverId, DRAIN_MS);
    // Whoever cannot be told finds it free when the lease is over.
    await this.release(serverId).catch(() => {});
  }

  /** It stopped the server, and the lease did not end: nobody would run it. */
  async #giveBack(claim: Claim): Promise<void> {
    try {
      await this.supervisor.end(claim.serverId, 0);
      await this.store.release(claim);
      this.wire.tell('leases');
      this.look();
    } catch (error) {
      // The next renewal finds it again.
      this.logger.debug(`A lease could not be given back: ${messageOf(error)}`);
    }
  }

  async #renew(): Promise<void> {
    try {
      await this.#beat();
    } catch (error) {
      this.logger.warn(`The leases could not be renewed: ${messageOf(error)}`);
      return;
    }
    await this.#look();
  }

  async #beat(): Promise<void> {
    const sentAt = performance.now();
    const ttlMs = this.membership.isAlone ? undefined : this.#terms.ttlMs;
    const before = new Map(this.#held);
    const { renewed, databaseTime } = await this.store.beat(this.membership.facts(this.#connections()), ttlMs);
    this.#databaseAheadMs = databaseTime - Date.now();
    if (ttlMs === undefined) return;
    this.#renewedAt = Math.max(this.#renewedAt, sentAt);
    this.#armFence();
    const { lost, unknown } = foldRenewal(before, renewed);
    for (const serverId of lost) if (this.#held.get(serverId) === before.get(serverId)) this.#lose(serverId, 'Another node has its lease.');
    for (const claim of unknown) if (!this.#held.has(claim.serverId) && !this.#claiming.has(claim.serverId)) void this.#giveBack(claim);
  }

  #armFence(): void {
    clearTimeout(this.#fenceTimer);
    this.#fenceTimer = setTimeout(() => this.#fence(), fencedAt(this.#renewedAt, this.#terms) - performance.now());
  }

  /** Another node will start them when the leases are over, and must not find them running. */
  #fence(): void {
    this.#fenceTimer = undefined;
    if (this.#held.size > 0) this.logger.error(`The database was not reached for ${this.#terms.fenceMs / 1_000} s: ${this.#held.size} servers are stopped here, for another node may start them.`);
    for (const serverId of this.#held.keys()) this.#lose(serverId, 'This node could not renew its lease.', this.#terms.ttlMs * FENCE_GRACE_SHARE);
  }

  #lose(serverId: string, reason: string, graceMs = 0): void {
    const generation = this.#held.get(serverId) ?? 0;
    this.#held.delete(serverId);
    this.events.emit('process.remark', { serverId, timestamp: Date.now(), level: 'warn', text: `Stopped here: ${reason}` });
    this.events.emit('lease.lost', { serverId, timestamp: Date.now(), generation });
    void this.supervisor.end(serverId, graceMs);
  }

  /** One look at a time; who asks during one is answered by the next. */
  async #look(): Promise<void> {
    this.#lookAgain = true;
    this.#looking ??= this.#lookUntilDone().finally(() => (this.#looking = undefined));
    await this.#looking;
  }

  async #lookUntilDone(): Promise<void> {
    while (this.#lookAgain && !this.#isClosed) {
      this.#lookAgain = false;
      try {
        await this.#read();
        await this.#handOverMisplaced();
        const patienceMs = 2 * this.#terms.renewMs;
        if (this.membership.state === 'up') await this.#claim(serversFor(this.membership.id, this.roster.free(), this.roster.candidates(), patienceMs));
      } catch (error) {
        this.logger.debug(`Which servers are free could not be read: ${messageOf(error)}`);
      }
    }
  }

  async #read(): Promise<void> {
    const [nodes, leases] = await Promise.all([this.store.nodes(), this.store.leases()]);
    this.roster.fill(nodes, leases, this.#terms.ttlMs);
    // Nobody renewed it: who waits for the next regular look lets its server be away for longer.
    if (!this.#isClosed) this.#lookout.atEnd(this.roster.firstEndMs());
  }

  /** One after the other: a node that asked twice at once would get two replicas. */
  #claim(serverIds: readonly string[]): Promise<void> {
    const claimed = this.#claims.then(() => this.#claimNow(serverIds.filter((id) => !this.#held.has(id))));
    this.#claims = claimed.catch(() => {});
    return claimed;
  }

  async #claimNow(serverIds: readonly string[]): Promise<void> {
    if (serverIds.length === 0) return;
    const sentAt = performance.now();
    for (const serverId of serverIds) this.#claiming.add(serverId);
    const claims = await this.store.claim(serverIds, this.membership.isAlone ? undefined : this.#terms.ttlMs).finally(() => {
      for (const serverId of serverIds) this.#claiming.delete(serverId);
    });
    for (const { serverId, replica, generation } of claims) {
      this.#held.set(serverId, generation);
      this.roster.noteTaken(serverId, { nodeId: this.membership.id, generation, replica });
      if (!this.membership.isAlone) this.events.emit('lease.taken', { serverId, timestamp: Date.now(), generation });
    }
    if (claims.length === 0 || this.membership.isAlone) return;
    if (this.#fenceTimer === undefined) {
      this.#renewedAt = sentAt;
      this.#armFence();
    }
    this.wire.tell('leases');
  }

  /** Throws AppError when there is no node for it. */
  #mayClaim(serverId: string, chosen: boolean): boolean {
    const placed = this.roster.placeOf(serverId)?.nodeId;
    if (chosen ? this.roster.hasRoom(this.membership.id) : placed === this.membership.id) return true;
    if (placed === undefined) throw new AppError(409, 'NO_NODE', 'No node has room for this server and the labels that it asks for; it starts when there is one. Raise NODE_CAPACITY, start another node, or change nodeLabels.');
    this.wire.tell('leases');
    return false;
  }
}
