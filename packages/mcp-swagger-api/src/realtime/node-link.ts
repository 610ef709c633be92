import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Namespace } from 'socket.io';
import { type Adapter, type BroadcastOptions, type ClusterMessage, MessageType } from 'socket.io-adapter';
import { messageOf } from '../common/error-facts.js';
import type { EventPacket, RecoveryAdapter } from './recovery-adapter.js';
import type { RoomsElsewhere } from './rooms-elsewhere.js';

/** The part of Socket.IO's cluster adapter that is used: it sends what is broadcast, and is told what others broadcast. */
interface Wire extends Adapter {
  readonly uid: string;
  onMessage(message: ClusterMessage): void;
}

/** Opens the way to the other nodes for a namespace. */
export type OpenWire = (namespace: Namespace) => Wire;

/** Carries what is told to browsers from node to node. Each node delivers it to its own browsers, who may come back for what they missed. */
export class NodeLink implements OnApplicationShutdown {
  private readonly logger = new Logger('Realtime');
  readonly #wires = new Map<string, Wire>();

  /** `open`: undefined for a node that is alone. */
  constructor(
    private readonly open: OpenWire | undefined,
    private readonly elsewhere: RoomsElsewhere,
  ) {}

  join(namespace: Namespace, adapter: RecoveryAdapter): void {
    const wire = this.open?.(namespace);
    if (wire === undefined) return;
    wire.onMessage = (message) => {
      // Redis gives back what was sent here as well.
      if (message.type === MessageType.BROADCAST && message.uid !== wire.uid) this.#deliver(adapter, message.data);
    };
    this.#wires.set(namespace.name, wire);
    this.elsewhere.watch(namespace.name, adapter);
  }

  /** Nothing is written that no browser of another node wants. */
  send(namespace: string, packet: EventPacket, options: BroadcastOptions): void {
    if (this.open === undefined || !this.elsewhere.wants(namespace, options.rooms)) return;
    this.#wires.get(namespace)?.broadcast({ ...packet, data: [...(packet.data ?? [])] }, options);
  }

  onApplicationShutdown(): void {
    this.elsewhere.close();
    for (const wire of this.#wires.values()) void wire.close();
  }

  /** What cannot be delivered is passed over: to throw would be to read it again for ever. */
  #deliver(adapter: RecoveryAdapter, message: unknown): void {
    try {
      const { packet, opts } = message as { packet: EventPacket; opts: { rooms: string[]; except: string[]; flags: BroadcastOptions['flags'] } };
      adapter.deliver(packet, { rooms: new Set(opts.rooms), except: new Set(opts.except), ...(opts.flags === undefined ? {} : { flags: opts.flags }) });
    } catch (error) {
      this.logger.debug(`What another node told was not understood: ${messageOf(error)}`);
    }
  }
}
