import { sayReason } from 'mcp-swagger-ipc';
import { saidOf } from '../connections/client.js';
import type { Arrival, ConnectionRegistry } from '../connections/connection-registry.js';
import type { ChannelWatcher } from './channel-transport.js';
import type { Introduction } from './introduction.js';

/** The client of a channel in the registry: there from the message that says who it is, with every request that passes. */
export class ChannelArrival implements ChannelWatcher {
  #deadline: NodeJS.Timeout | undefined;

  constructor(
    private readonly connections: ConnectionRegistry,
    private readonly arrival: Arrival,
  ) {}

  /** Keeps a place for the client; `onSilent` is told when it does not say within so many ms who it is, for it must not hold the place for nothing. */
  reserve(withinMs: number, onSilent: (reason: string) => void): { refused?: string } {
    const refusal = this.connections.reserve(this.arrival);
    if (refusal.refused === undefined) {
      this.#deadline = setTimeout(() => onSilent(sayReason('NO_NAME', { withinMs })), withinMs);
      this.#deadline.unref();
    }
    return refusal;
  }

  introduced({ said, protocolVersion }: Introduction): void {
    clearTimeout(this.#deadline);
    this.connections.open({ ...this.arrival, client: { ...this.arrival.client, ...saidOf(said), protocolVersion: protocolVersion.slice(0, 50) } });
  }

  requestBegan(): void {
    this.connections.begin(this.arrival.sessionId);
  }

  requestEnded(): void {
    this.connections.end(this.arrival.sessionId);
  }
}
