import { isLoopbackHost } from '../config/environment.js';

/** What a request says of where it comes from, in REST as on a socket. Header values as they arrived. */
export interface RequestFacts {
  remoteAddress: string | undefined;
  host: string | undefined;
  origin: string | undefined;
  /** What the browser says of the page that asks, and of what it asks for (Fetch Metadata: Sec-Fetch-Site, -Mode and -Dest). */
  fetched: { site: string | undefined; mode: string | undefined; dest: string | undefined };
  /** The name of the first forwarding header, if there is one. */
  forwardedBy: string | undefined;
}

export interface AccessSettings {
  bindsToLoopback: boolean;
  /** Origins of other pages that may use the API. */
  corsOrigins: readonly string[];
  /** The address under which people reach the API, when a proxy gives it another than its own. */
  publicUrl: string | undefined;
}

/** Why a request is not let in; `code` is that of the problem which answers it. */
export interface Refusal {
  allowed: false;
  status: 401 | 403 | 429;
  code: string;
  detail: string;
  /** With 429: when to come back. */
  retryAfterSeconds?: number;
}

/**
 * A foreign page is refused whatever proof its request carries, or any site that the operator visits could act in his name. Undefined when
 * the request is of no page, or of one of ours.
 */
export function refuseForeignPage(facts: RequestFacts, settings: AccessSettings): Refusal | undefined {
  if (facts.origin === undefined && isEmbedding(facts.fetched)) {
    return refuse(403, 'ORIGIN_REFUSED', 'Pages of other sites may not load anything from here; open it by its own address.');
  }
  if (isOwnOrigin(facts, settings)) return undefined;
  return refuse(403, 'ORIGIN_REFUSED', `Pages of ${facts.origin} may not use this API; add the origin to CORS_ORIGINS if they should.`);
}

/** While there is no password, user or key: only this machine, by a local name, and without a proxy in between. */
export function refuseStranger(facts: RequestFacts, settings: AccessSettings): Refusal | undefined {
  if (facts.forwardedBy !== undefined) {
    return refuse(403, 'PROXY_REFUSED', `The request came through a proxy (${facts.forwardedBy}), and without ADMIN_PASSWORD only this machine may use the API.`);
  }
  if (!isLoopbackAddress(facts.remoteAddress) || !settings.bindsToLoopback) {
    return refuse(403, 'NOT_LOCAL', 'Without ADMIN_PASSWORD only this machine may use the API.');
  }
  if (!isLoopbackHost(hostnameOf(facts.host))) {
    return refuse(403, 'HOST_REFUSED', 'The Host header names another machine; use 127.0.0.1 or localhost, or set ADMIN_PASSWORD.');
  }
  return undefined;
}

const FORWARDING_HEADERS = new Set(['forwarded', 'x-real-ip', 'via', 'x-client-ip', 'x-cluster-client-ip', 'x-original-host', 'cf-connecting-ip', 'true-client-ip']);

/** The first of the headers by which a proxy says that it stands in between (RFC 7239 and its predecessors); names in lower case. */
export function forwardingHeader(names: readonly string[]): string | undefined {
  return names.find((name) => FORWARDING_HEADERS.has(name) || name.startsWith('x-forwarded-'));
}

/** What a page loads without wanting to read it (a picture, a script, a frame) comes without Origin. A link that somebody follows is the beginning of a visit, and welcome. */
function isEmbedding({ site, mode, dest }: RequestFacts['fetched']): boolean {
  if (site !== 'cross-site' && site !== 'same-site') return false;
  return mode !== 'navigate' || dest !== 'document';
}

function isOwnOrigin({ origin, host }: RequestFacts, { corsOrigins, publicUrl }: AccessSettings): boolean {
  if (origin === undefined) return true;
  if (corsOrigins.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  if (publicUrl !== undefined && new URL(publicUrl).origin === origin) return true;
  return host !== undefined && new URL(origin).host === host.toLowerCase();
}

export function refuse(status: Refusal['status'], code: string, detail: string): Refusal {
  return { allowed: false, status, code, detail };
}

function isLoopbackAddress(address: string | undefined): boolean {
  return address !== undefined && isLoopbackHost(address.replace(/^::ffff:/, ''));
}

function hostnameOf(host: string | undefined): string {
  return (host ?? '').toLowerCase().replace(/:\d+$/, '');
}
