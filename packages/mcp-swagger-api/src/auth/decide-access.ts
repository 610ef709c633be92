import { createHash, timingSafeEqual } from 'node:crypto';
import { isLoopbackHost } from '../config/environment.js';

/** What a request says of where it comes from, in REST as on a socket. Header values as they arrived. */
export interface RequestFacts {
  remoteAddress: string | undefined;
  host: string | undefined;
  origin: string | undefined;
  authorization: string | undefined;
  /** The name of the first forwarding header, if there is one. */
  forwardedBy: string | undefined;
}

export interface AccessSettings {
  bindsToLoopback: boolean;
  adminPassword: string | undefined;
  /** Origins of other pages that may use the API. */
  corsOrigins: readonly string[];
}

export type Access = { allowed: true } | { allowed: false; status: 401 | 403; code: string; detail: string };

const allowed: Access = { allowed: true };

/**
 * Who may use the API. Without a password: only this machine, by a local name, from a local page, without a proxy in between. With
 * one: whoever knows it. In both a foreign page is refused, or any site that the operator visits could act in his name.
 */
export function decideAccess(facts: RequestFacts, settings: AccessSettings): Access {
  if (!isOwnOrigin(facts, settings)) {
    return refuse(403, 'ORIGIN_REFUSED', `Pages of ${facts.origin} may not use this API; add the origin to CORS_ORIGINS if they should.`);
  }
  if (settings.adminPassword !== undefined) return knowsPassword(facts.authorization, settings.adminPassword) ? allowed : unauthorized();
  if (facts.forwardedBy !== undefined) {
    return refuse(403, 'PROXY_REFUSED', `The request came through a proxy (${facts.forwardedBy}), and without ADMIN_PASSWORD only this machine may use the API.`);
  }
  if (!isLoopbackAddress(facts.remoteAddress) || !settings.bindsToLoopback) {
    return refuse(403, 'NOT_LOCAL', 'Without ADMIN_PASSWORD only this machine may use the API.');
  }
  if (!isLoopbackHost(hostnameOf(facts.host))) {
    return refuse(403, 'HOST_REFUSED', 'The Host header names another machine; use 127.0.0.1 or localhost, or set ADMIN_PASSWORD.');
  }
  return allowed;
}

const FORWARDING_HEADERS = new Set(['forwarded', 'x-real-ip', 'via', 'x-client-ip', 'x-cluster-client-ip', 'x-original-host', 'cf-connecting-ip', 'true-client-ip']);

/** The first of the headers by which a proxy says that it stands in between (RFC 7239 and its predecessors); names in lower case. */
export function forwardingHeader(names: readonly string[]): string | undefined {
  return names.find((name) => FORWARDING_HEADERS.has(name) || name.startsWith('x-forwarded-'));
}

function isOwnOrigin({ origin, host }: RequestFacts, { corsOrigins }: AccessSettings): boolean {
  if (origin === undefined) return true;
  if (corsOrigins.includes(origin)) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}

function knowsPassword(authorization: string | undefined, password: string): boolean {
  const [, scheme, credentials] = /^(\S+) +(.+)$/.exec(authorization ?? '') ?? [];
  if (scheme === undefined || credentials === undefined) return false;
  if (scheme.toLowerCase() === 'bearer') return isSame(credentials, password);
  if (scheme.toLowerCase() !== 'basic') return false;
  const [user, ...rest] = Buffer.from(credentials, 'base64').toString('utf8').split(':');
  return user === 'admin' && isSame(rest.join(':'), password);
}

/** Digests have one length, so the time of the comparison tells nothing of the password. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(expected).digest());
}

function unauthorized(): Access {
  return refuse(401, 'UNAUTHORIZED', 'This API wants HTTP Basic credentials of the user admin, or the password as a bearer token.');
}

function refuse(status: 401 | 403, code: string, detail: string): Access {
  return { allowed: false, status, code, detail };
}

function isLoopbackAddress(address: string | undefined): boolean {
  return address !== undefined && isLoopbackHost(address.replace(/^::ffff:/, ''));
}

function hostnameOf(host: string | undefined): string {
  return (host ?? '').toLowerCase().replace(/:\d+$/, '');
}
