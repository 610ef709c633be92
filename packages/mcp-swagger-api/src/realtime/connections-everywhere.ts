import { Inject, Injectable } from '@nestjs/common';
import type { ConnectionsPayload } from 'mcp-swagger-ipc';
import { toInstant } from '../common/instant.js';
import { overallStatus } from '../connections/process-status.js';
import { ConnectionsService } from '../connections/connections.service.js';
import { Leases } from '../nodes/leases.service.js';
import { Peers } from '../nodes/peers.js';
import { MAX_CONNECTIONS_IN_A_FRAME, toConnections } from './browser-event.js';

type Told = Omit<ConnectionsPayload, 'serverId' | 'timestamp'> & { lastUpdated: string | null };

/** The connections of servers wherever they run: those of this node by heart, those of others as they say. */
@Injectable()
export class ConnectionsEverywhere {
  constructor(
    private readonly connections: ConnectionsService,
    @Inject(Leases) private readonly leases: Pick<Leases, 'held' | 'isShared'>,
    @Inject(Peers) private readonly peers: Pick<Peers, 'askOthers'>,
  ) {}

  async of(serverId: string): Promise<ConnectionsPayload> {
    const isHere = this.leases.held(serverId) !== undefined;
    if (isHere && !this.leases.isShared(serverId)) return this.#here(serverId);
    const others = (await this.peers.askOthers(`/api/mcp/connections?limit=${MAX_CONNECTIONS_IN_A_FRAME}&serverId=${serverId}`, serverId)).map((text) => JSON.parse(text) as Told);
    if (others.length === 0) return this.#here(serverId);
    return payloadOf(serverId, isHere ? [this.#told(serverId), ...others] : others);
  }

  /** Of all servers; a node that does not answer is left out. */
  async all(): Promise<ConnectionsPayload> {
    const here = this.#here();
    const others = (await this.peers.askOthers(`/api/mcp/connections?limit=${MAX_CONNECTIONS_IN_A_FRAME}`)).map((text) => JSON.parse(text) as Told);
    return others.length === 0 ? here : payloadOf('*', [this.#told(), ...others]);
  }

  #told(serverId?: string): Told {
    return { ...this.#here(serverId), lastUpdated: this.connections.summary(serverId).lastUpdate };
  }

  #here(serverId?: string): ConnectionsPayload {
    return toConnections(serverId ?? '*', this.connections.summary(serverId), this.connections.list(serverId, MAX_CONNECTIONS_IN_A_FRAME));
  }
}

/** The parts of several nodes as one. A node that has no process has heard of none. */
function payloadOf(serverId: string, parts: readonly Told[]): ConnectionsPayload {
  const heard = parts.filter(({ lastUpdated }) => lastUpdated !== null);
  return {
    serverId,
    timestamp: toInstant(Date.now()),
    activeConnections: parts.reduce((sum, part) => sum + part.activeConnections, 0),
    totalConnections: Math.max(0, ...parts.map(({ totalConnections }) => totalConnections)),
    processStatus: overallStatus(heard.map(({ processStatus }) => processStatus)),
    source: parts.some(({ source }) => source === 'poll') ? 'poll' : 'pipe',
    connections: parts.flatMap(({ connections }) => connections).slice(0, MAX_CONNECTIONS_IN_A_FRAME),
  };
}
