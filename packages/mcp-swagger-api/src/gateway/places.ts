import type { ProcessView } from 'mcp-swagger-ipc';
import { ChildEndpoint } from './child-endpoint.js';
import { outlookOf, type Place, type PlaceAccess, type PlaceSessions } from './place.js';
import { PREFIX } from './route.js';

export interface PlacesOptions {
  /** How long a request waits for a server that is coming, ms. */
  patienceMs: number;
  /** How long an answer may be silent, ms. */
  silenceMs: number;
}

/** A server as far as the gateway must know it. */
export interface PlacedServer {
  id: string;
  name: string;
  transport: string;
  processPer?: PlaceSessions['processPer'] | undefined;
  limits?: { maxConnections?: number | undefined; sessionIdleTimeoutMs?: number | undefined } | undefined;
  serving?: { access?: { apiKeys?: readonly unknown[] | undefined; oauth?: PlaceAccess['oauth'] } | undefined } | undefined;
}

/** What the gateway must know of a process. */
type Seen = Pick<ProcessView, 'state' | 'endpoint' | 'nextRetryAt'> & Partial<Pick<ProcessView, 'generation' | 'lastReload'>>;

/** Where each server is, by heart, so that no request has to ask the database. Somebody must keep it true. */
export abstract class Places {
  readonly #byId = new Map<string, Place>();
  readonly #byName = new Map<string, Place>();
  readonly #waiting = new Set<() => void>();

  constructor(private readonly options: PlacesOptions) {}

  /** By id or name; an id wins over a name that looks like it. */
  find(nameOrId: string): Place | undefined {
    return this.#byId.get(nameOrId) ?? this.#byName.get(nameOrId);
  }

  /** Looks where it is written, for a server that was made a moment ago. */
  abstract lookUp(nameOrId: string): Promise<Place | undefined>;

  /** Resolves when the server can be called, or is no longer worth waiting for, or the wait took too long; the place says which. */
  async settled(place: Place): Promise<void> {
    const { patienceMs } = this.options;
    const deadline = Date.now() + patienceMs;
    while (outlookOf(place, Date.now(), patienceMs) === 'wait' && Date.now() < deadline) await this.changed(deadline - Date.now());
  }

  /** Resolves at the next news of any process, at the latest after so long. */
  changed(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, withinMs);
      this.#waiting.add(wake);
    });
  }

  /** A new server, or one that has another name or transport now. */
  enter({ id, name, transport, processPer = 'session', limits = {}, serving: { access = {} } = {} }: PlacedServer, token: string): Place {
    const sessions: PlaceSessions = { processPer, most: limits.maxConnections, idleMs: limits.sessionIdleTimeoutMs };
    const place: Place = this.#byId.get(id) ?? { serverId: id, name, transport, prefix: `${PREFIX}${id}`, token, state: 'stopped', nextRetryAt: undefined, endpoint: undefined, generation: 0, reloadedAt: undefined, sessions, access: undefined };
    if (this.#byName.get(place.name) === place) this.#byName.delete(place.name);
    const letsIn = (access.apiKeys ?? []).length > 0 || access.oauth !== undefined;
    Object.assign(place, { name, transport, sessions, access: letsIn ? { oauth: access.oauth } : undefined });
    this.#byId.set(id, place);
    this.#byName.set(name, place);
    return place;
  }

  forget(serverId: string): void {
    const place = this.#byId.get(serverId);
    if (place === undefined) return;
    this.#byId.delete(serverId);
    if (this.#byName.get(place.name) === place) this.#byName.delete(place.name);
    this.#see(place, { state: 'stopped', endpoint: null, nextRetryAt: null, generation: place.generation });
  }

  /** What a process does now. */
  observe(serverId: string, process: Seen): void {
    const place = this.#byId.get(serverId);
    if (place !== undefined) this.#see(place, process);
  }

  #see(place: Place, { state, endpoint, nextRetryAt, generation = 0, lastReload }: Seen): void {
    place.state = state;
    place.generation = generation;
    place.reloadedAt = lastReload?.at;
    place.nextRetryAt = nextRetryAt === null ? undefined : Date.parse(nextRetryAt);
    const url = state === 'running' ? (endpoint ?? undefined) : undefined;
    if (place.endpoint?.url !== url) {
      place.endpoint?.retire();
      place.endpoint = url === undefined ? undefined : new ChildEndpoint(url, this.options);
    }
    for (const wake of this.#waiting) wake();
  }
}
