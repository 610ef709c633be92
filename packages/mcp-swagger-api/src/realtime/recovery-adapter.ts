import type { Namespace } from 'socket.io';
import { Adapter, type BroadcastOptions, SessionAwareAdapter } from 'socket.io-adapter';

/** A browser that was away gets so many events at most; one that missed more begins anew. */
const MAX_KEPT_EVENTS = 2_000;

/** Frames that the next frame makes up for. To keep them would be to keep megabytes a second. */
const FRAMES = new Set(['mcp:connection:stats', 'monitoring:unified', 'monitoring:system', 'mcp_connections_data', 'processLogsUpdated']);

export interface EventPacket {
  data?: unknown[];
}

/** Sends what is told here on to the browsers of other nodes. */
export interface Link {
  send(namespace: string, packet: EventPacket, options: BroadcastOptions): void;
}

/** Keeps the last events for browsers that come back. The one of Socket.IO keeps everything of the last minute, however much that is. */
export class RecoveryAdapter extends SessionAwareAdapter {
  /** `link`: to the browsers of other nodes. */
  constructor(
    namespace: Namespace,
    private readonly link?: Link,
  ) {
    super(namespace);
  }

  override broadcast(packet: EventPacket, options: BroadcastOptions): void {
    // What stays here is marked so by who emits it. The others get it as it is now: what is sent here gets a number.
    if (options.flags?.local !== true) this.link?.send(this.nsp.name, packet, options);
    this.deliver(packet, options);
  }

  /** To the browsers of this node. */
  deliver(packet: EventPacket, options: BroadcastOptions): void {
    if (!this.#mayBeHeard(options.rooms)) return;
    if (FRAMES.has(String(packet.data?.[0]))) {
      Adapter.prototype.broadcast.call(this, packet, options);
      return;
    }
    super.broadcast(packet, options);
    const kept = (this as unknown as { packets: unknown[] }).packets;
    // Cut now and then: to move them all at every event would cost more than the event.
    if (kept.length > MAX_KEPT_EVENTS * 2) kept.splice(0, kept.length - MAX_KEPT_EVENTS);
  }

  /** To write a frame that nobody gets costs as much as one that somebody gets. Who is away for a moment may come back to any room. */
  #mayBeHeard(rooms: Set<string>): boolean {
    if ((this as unknown as { sessions: Map<string, unknown> }).sessions.size > 0) return true;
    if (rooms.size === 0) return this.sids.size > 0;
    for (const room of rooms) if (this.rooms.has(room)) return true;
    return false;
  }
}
