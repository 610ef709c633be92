import { Pool } from 'undici';

export interface EndpointTimes {
  /** Without a byte for so long, an answer is given up; ms. */
  silenceMs: number;
}

/** A child on this machine answers a connection at once or not at all. */
const CONNECT_MS = 5_000;

/** Longer than the pause that the children keep an idle socket for; what they say themselves wins. */
const MOST_KEEP_ALIVE_MS = 60_000;

/** How to reach one child over HTTP: connections that are kept, calls and open streams apart, for thousands of streams would stand in the way of every call. */
export class ChildEndpoint {
  readonly path: string;
  /** Where clients of the transport sse post. */
  readonly messagesPath: string;
  readonly origin: string;
  readonly calls: Pool;
  readonly streams: Pool;

  constructor(
    readonly url: string,
    { silenceMs }: EndpointTimes,
  ) {
    const { protocol, host, pathname } = new URL(url);
    this.origin = `${protocol === 'ws:' ? 'http:' : protocol}//${host}`;
    this.path = pathname;
    this.messagesPath = pathname.replace(/[^/]*$/, 'messages');
    const options = { connect: { timeout: CONNECT_MS }, headersTimeout: silenceMs, bodyTimeout: silenceMs, keepAliveMaxTimeout: MOST_KEEP_ALIVE_MS, pipelining: 1 };
    this.calls = new Pool(this.origin, options);
    this.streams = new Pool(this.origin, options);
  }

  /** What is under way ends by itself; nothing new is taken. */
  retire(): void {
    for (const pool of [this.calls, this.streams]) pool.close().catch(() => {});
  }
}
