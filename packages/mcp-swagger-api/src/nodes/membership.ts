import { createHmac } from 'node:crypto';
import { readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { PRODUCT_VERSION } from '../common/product-version.js';
import { SecretBox } from '../common/secret-box.js';
import { Environment, EnvironmentError } from '../config/environment.js';
import { START_OF } from '../supervisor/supervisor.module.js';
import type { StartOf } from '../supervisor/process-records.js';
import { NodeRecord } from '../database/node-record.js';
import { LeaseStore, type NodeFacts, type NodeRow } from './lease-store.js';
import { mayJoin } from './may-join.js';

const LOOK_MS = 250;

/** What this node is among those on its database, and whether it may be there. */
@Injectable()
export class Membership {
  private readonly logger = new Logger('Nodes');
  readonly id: string;
  /** Where others reach it; known when it listens. */
  #url: string | null = null;
  #namespace = '';
  #start: string | undefined;
  state: NodeFacts['state'] = 'up';
  readonly #keyMark: string;

  constructor(
    record: NodeRecord,
    private readonly environment: Environment,
    private readonly store: LeaseStore,
    box: SecretBox,
    @Inject(START_OF) private readonly startOf: StartOf,
  ) {
    this.id = record.id;
    this.#keyMark = createHmac('sha256', box.derive('key mark of nodes')).update('mark').digest('hex');
  }

  /** Alone on its database, by its settings. */
  get isAlone(): boolean {
    return this.environment.variables.NODE_URL === undefined;
  }

  get url(): string | null {
    return this.#url;
  }

  facts(connections: number): NodeFacts {
    const { nodeCapacity: capacity, variables } = this.environment;
    return { id: this.id, host: hostname(), pid: process.pid, version: PRODUCT_VERSION, url: this.#url, capacity, labels: variables.NODE_LABELS, state: this.state, connections, processStart: this.#start === undefined ? null : `${this.#namespace} ${this.#start}`, keyMark: this.#keyMark };
  }

  /** Makes sure that nobody is there with whom the servers cannot be shared. Rejects with EnvironmentError. */
  async join(): Promise<void> {
    const { NODE_URL: url, NODE_LEASE_TTL: ttlMs, DATABASE_URL } = this.environment.variables;
    this.#namespace = await processNamespace();
    this.#start = await this.startOf(process.pid);
    // Before it looks, or two that start at once would take each other for nodes that are alone. It takes no servers until it listens.
    if (DATABASE_URL !== undefined) await this.store.beat({ ...this.facts(0), url: url ?? null, state: 'draining' });
    const deadline = performance.now() + ttlMs + 2 * LOOK_MS;
    for (let told = false; ; told = true) {
      const others = (await this.store.nodes()).filter(({ id }) => id !== this.id);
      const neighbours = await Promise.all(others.map(async (node) => ({ ...node, isGone: await this.#isGone(node) })));
      const joining = mayJoin({ url, keyMark: this.#keyMark, ownsDatabase: DATABASE_URL === undefined }, neighbours, ttlMs);
      if (joining.kind !== 'refuse') await this.store.remove(joining.remove);
      if (joining.kind === 'join') return;
      if (joining.kind === 'refuse' || performance.now() > deadline) throw new EnvironmentError(joining.reason);
      if (!told) this.logger.warn(`${joining.reason} Waiting ${ttlMs / 1_000} s for it to be gone.`);
      await delay(LOOK_MS);
    }
  }

  /** `port`: where it listens, for a NODE_URL with port 0. */
  listensOn(port: number): void {
    const { NODE_URL } = this.environment.variables;
    if (NODE_URL === undefined) return;
    const url = new URL(NODE_URL);
    if (url.port === '0') url.port = String(port);
    this.#url = url.origin;
  }

  /** A process of this machine that is no more, or whose number is another's by now. In another container the same number is another process. */
  async #isGone({ host, pid, processStart }: NodeRow): Promise<boolean> {
    if (host !== hostname() || processStart === null) return false;
    const [namespace, ...start] = processStart.split(' ');
    if (namespace !== this.#namespace) return false;
    return (await this.startOf(pid)) !== start.join(' ');
  }
}

/** Whose process numbers are meant. */
async function processNamespace(): Promise<string> {
  return await readlink('/proc/self/ns/pid').catch(() => 'machine');
}
