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
}

/** What a request for a server should do: go there, wait a little, or be refused. */
export type Outlook = 'ready' | 'wait' | 'refuse';

/** A server that starts, is restarted or will be tried again within `patienceMs` is worth waiting for. */
export function outlookOf({ state, endpoint, nextRetryAt }: Pick<Place, 'state' | 'endpoint' | 'nextRetryAt'>, nowMs: number, patienceMs: number): Outlook {
  switch (state) {
    case 'running':
      return endpoint === undefined ? 'refuse' : 'ready';
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
