import type { ProcessStateName } from 'mcp-swagger-ipc';
import type { ChildEndpoint } from './child-endpoint.js';

/** Where a server is to be found now. */
export interface Place {
  readonly serverId: string;
  name: string;
  transport: string;
  /** What its address begins with for clients. */
  readonly prefix: string;
  /** What the gateway proves itself with to the child. */
  readonly token: string;
  state: ProcessStateName;
  /** Epoch ms of the next try, in `backoff`. */
  nextRetryAt: number | undefined;
  /** Only while it can be called. */
  endpoint: ChildEndpoint | undefined;
  /** Of the process that serves. */
  generation: number;
  /** When this was last given other rules, as an instant; it may let in others since. */
  reloadedAt: string | undefined;
  /** What concerns those that speak over pipes. */
  sessions: PlaceSessions;
  /** Whom the server lets in besides those whom the API knows; undefined: nobody. */
  access: PlaceAccess | undefined;
}

/** That a server has keys or an issuer of its own, and what clients must know of the issuer. */
export interface PlaceAccess {
  oauth: { issuer: string; scopes?: readonly string[] | undefined } | undefined;
}

/** Sessions over pipes: who has a process of his own, how many there may be, and how long one may be idle. Without a figure, what holds for all servers. */
export interface PlaceSessions {
  processPer: 'session' | 'server';
  most?: number | undefined;
  idleMs?: number | undefined;
}

/** It can be given a request now: it has an endpoint, or pipes. */
export function isCallable({ state, endpoint, transport }: Pick<Place, 'state' | 'endpoint' | 'transport'>): boolean {
  return state === 'running' && (endpoint !== undefined || transport === 'stdio');
}

/** What a request for a server should do: go there, wait a little, or be refused. */
export type Outlook = 'ready' | 'wait' | 'refuse';

/** A server that starts, is restarted or will be tried again within `patienceMs` is worth waiting for. */
export function outlookOf(place: Pick<Place, 'state' | 'endpoint' | 'transport' | 'nextRetryAt'>, nowMs: number, patienceMs: number): Outlook {
  const { state, nextRetryAt } = place;
  switch (state) {
    case 'running':
      return isCallable(place) ? 'ready' : 'refuse';
    case 'starting':
    case 'stopping':
    case 'unhealthy':
      return 'wait';
    case 'backoff':
      return nextRetryAt !== undefined && nextRetryAt - nowMs < patienceMs ? 'wait' : 'refuse';
    case 'stopped':
    case 'failed':
      return 'refuse';
  }
}
