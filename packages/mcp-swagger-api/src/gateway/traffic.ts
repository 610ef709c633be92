import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AppEventEmitter } from '../events/app-event-emitter.js';
import type { GatewayTraffic } from '../events/app-events.js';

const TELL_MS = 1_000;

/** Pairs of callers and servers whose totals are kept; those beyond share no line of their own. */
const MOST_PAIRS = 10_000;

/** One finished request. */
export interface Passed {
  isError: boolean;
  bytesIn: number;
  bytesOut: number;
}

type Line = GatewayTraffic & { serverId: string };

/** Counts what each caller does at each server, and tells it once a second. */
@Injectable()
export class Traffic implements OnApplicationShutdown {
  readonly #fresh = new Map<string, Map<string, Line>>();
  readonly #totals = new Map<string, Line>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly events: AppEventEmitter) {}

  count(caller: { id: string; name: string }, serverId: string, { isError, bytesIn, bytesOut }: Passed): void {
    const line = this.#line(caller, serverId);
    line.calls += 1;
    if (isError) line.errors += 1;
    line.bytesIn += bytesIn;
    line.bytesOut += bytesOut;
    this.#timer ??= setTimeout(() => this.#tell(), TELL_MS).unref();
  }

  /** By caller and server, since the API started. */
  totals(): Line[] {
    this.#tell();
    return [...this.#totals.values()].map((line) => ({ ...line }));
  }

  onApplicationShutdown(): void {
    this.#tell();
  }

  #line(caller: { id: string; name: string }, serverId: string): Line {
    let ofServer = this.#fresh.get(serverId);
    if (ofServer === undefined) this.#fresh.set(serverId, (ofServer = new Map()));
    let line = ofServer.get(caller.id);
    if (line === undefined) ofServer.set(caller.id, (line = { serverId, caller: { id: caller.id, name: caller.name }, calls: 0, errors: 0, bytesIn: 0, bytesOut: 0 }));
    return line;
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const ofServer of this.#fresh.values()) {
      for (const line of ofServer.values()) {
        this.#add(line);
        this.events.emit('gateway.traffic', { ...line, timestamp: Date.now() });
      }
    }
    this.#fresh.clear();
  }

  #add(line: Line): void {
    const key = `${line.serverId} ${line.caller.id}`;
    const total = this.#totals.get(key);
    if (total === undefined) {
      if (this.#totals.size < MOST_PAIRS) this.#totals.set(key, { ...line });
      return;
    }
    total.calls += line.calls;
    total.errors += line.errors;
    total.bytesIn += line.bytesIn;
    total.bytesOut += line.bytesOut;
  }
}
