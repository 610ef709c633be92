import type { IncomingMessage } from 'node:http';
import { bracketed } from 'mcp-swagger-ipc';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

export interface HostRules {
  /** The address that the server is bound to. */
  boundHost: string;
  /** More names for it: `name` or `name:port`. */
  allowedHosts: readonly string[];
  /** Web pages that may call it: `https://app.example`. */
  allowedOrigins: readonly string[];
}

/**
 * Keeps web pages from reaching the server through a name that they rebind to it (MCP 2025-11-25, Transports, Security Warning): the Host must
 * be a name of ours, and an Origin, if there is one, a page of ours. The refusal is a sentence; undefined when all is well.
 */
export class HostCheck {
  readonly #hosts: Set<string>;
  readonly #origins: Set<string>;

  constructor({ boundHost, allowedHosts, allowedOrigins }: HostRules) {
    this.#hosts = new Set([...LOOPBACK, bracketed(boundHost), ...allowedHosts].map((host) => host.toLowerCase()));
    this.#origins = new Set(allowedOrigins.map((origin) => origin.toLowerCase().replace(/\/$/, '')));
  }

  refuse(request: IncomingMessage): string | undefined {
    const { host, origin, 'sec-fetch-site': site } = request.headers;
    if (host === undefined) return 'The request has no Host header.';
    if (!this.#isOurs(host) && hostname(host) !== localAddress(request)) {
      return `The host ${JSON.stringify(host.slice(0, 200))} is not a name of this server; if it is, allow it with --allowed-host.`;
    }
    // A page that does not want to read the answer says no Origin, and what it opens here would be open all the same (Fetch Metadata).
    if (origin === undefined && (site === 'cross-site' || site === 'same-site')) return 'Pages of other sites may not load anything from this server.';
    if (origin !== undefined && !this.allowsOrigin(origin)) {
      return `Pages of ${JSON.stringify(origin.slice(0, 200))} may not call this server; if they should, allow them with --allowed-origin.`;
    }
    return undefined;
  }

  allowsOrigin(origin: string): boolean {
    const lower = origin.toLowerCase();
    const match = /^https?:\/\/([^/]+)$/.exec(lower);
    return this.#origins.has(lower) || (match?.[1] !== undefined && this.#isOurs(match[1]));
  }

  #isOurs(host: string): boolean {
    const lower = host.toLowerCase();
    return this.#hosts.has(lower) || this.#hosts.has(hostname(lower));
  }
}

/** Nobody can rebind an address, so the one that the client reached us at is always a name of ours. */
function localAddress(request: IncomingMessage): string | undefined {
  const address = request.socket.localAddress?.replace(/^::ffff:/, '');
  return address === undefined ? undefined : bracketed(address);
}

function hostname(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
}
