import { createAdapter } from '@socket.io/postgres-adapter';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import type { Namespace } from 'socket.io';
import { type Adapter, type BroadcastOptions, type ClusterMessage, MessageType } from 'socket.io-adapter';
import type { EventPacket, RecoveryAdapter } from './recovery-adapter.js';
import type { RoomsElsewhere } from './rooms-elsewhere.js';

/** PostgreSQL carries less than 8000 bytes in a notification; what is larger goes by a table. */
const MOST_NOTIFIED_BYTES = 7_900;

/** The part of Socket.IO's cluster adapter that is used: it sends what is broadcast, and is told what others broadcast. */
interface Wire extends Adapter {
  onMessage(message: ClusterMessage): void;
}

/** Carries what is told to browsers from node to node, over their database. Each node delivers it to its own browsers, who may come back for what they missed. */
export class NodeLink implements OnApplicationShutdown {
  private readonly logger = new Logger('Realtime');
  /** Undefined for a node that is alone. */
  readonly #open: ((namespace: Namespace) => Wire) | undefined;
  readonly #wires = new Map<string, Wire>();

  constructor(
    pool: Pool | undefined,
    private readonly elsewhere: RoomsElsewhere,
  ) {
    const errorHandler = (error: Error): void => this.logger.debug(`Browsers of other nodes were not told: ${error.message}`);
    if (pool !== undefined) this.#open = createAdapter(pool, { tableName: 'socket_attachments', channelPrefix: 'mcp_swagger_sockets', payloadThreshold: MOST_NOTIFIED_BYTES, errorHandler }) as unknown as (namespace: Namespace) => Wire;
  }

  join(namespace: Namespace, adapter: RecoveryAdapter): void {
    const wire = this.#open?.(namespace);
    if (wire === undefined) return;
    wire.onMessage = (message) => {
      if (message.type !== MessageType.BROADCAST) return;
      const { packet, opts } = message.data as { packet: EventPacket; opts: { rooms: string[]; except: string[]; flags: BroadcastOptions['flags'] } };
      adapter.deliver(packet, { rooms: new Set(opts.rooms), except: new Set(opts.except), ...(opts.flags === undefined ? {} : { flags: opts.flags }) });
    };
    this.#wires.set(namespace.name, wire);
    this.elsewhere.watch(namespace.name, adapter);
  }

  /** Nothing is written to the database that no browser of another node wants. */
  send(namespace: string, packet: EventPacket, options: BroadcastOptions): void {
    if (this.#open === undefined || !this.elsewhere.wants(namespace, options.rooms)) return;
    this.#wires.get(namespace)?.broadcast({ ...packet, data: [...(packet.data ?? [])] }, options);
  }

  onApplicationShutdown(): void {
    this.elsewhere.close();
    for (const wire of this.#wires.values()) void wire.close();
  }
}
