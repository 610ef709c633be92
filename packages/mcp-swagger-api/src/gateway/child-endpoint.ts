import { Pool } from 'undici';
import { CallConnections } from '../common/calls/call-connections.js';

export interface EndpointTimes {
  /** Without a byte for so long, an answer is given up; ms. */
  silenceMs: number;
}

/** A child on this machine answers a connection at once or not at all. */
const CONNECT_MS = 5_000;

/** Shorter than the children keep an idle connection for, so that no request meets one that is being closed; what they say themselves wins. */
const MOST_KEEP_ALIVE_MS = 60_000;

/** How to reach one child over HTTP: connections that are kept, those of calls apart, for they are many and short. */
export class ChildEndpoint {
  readonly path: string;
  /** Where clients of the transport sse post. */
  readonly messagesPath: string;
  readonly origin: string;
  /** For requests that are sent whole, and are no open streams. */
  readonly calls: CallConnections;
  /** For all others. */
  readonly others: Pool;

  constructor(
    readonly url: string,
    { silenceMs }: EndpointTimes,
  ) {
    const { protocol, host, pathname } = new URL(url);
    this.origin = `${protocol === 'ws:' ? 'http:' : protocol}//${host}`;
    this.path = pathname;
    this.messagesPath = pathname.replace(/[^/]*$/, 'messages');
    this.calls = new CallConnections(this.origin, { connectMs: CONNECT_MS, silenceMs, idleMs: MOST_KEEP_ALIVE_MS });
    this.others = new Pool(this.origin, { connect: { timeout: CONNECT_MS }, headersTimeout: silenceMs, bodyTimeout: silenceMs, keepAliveMaxTimeout: MOST_KEEP_ALIVE_MS, pipelining: 1 });
  }

  /** What is under way ends by itself; nothing new is taken. */
  retire(): void {
    this.calls.retire();
    this.others.close().catch(() => {});
  }
}
