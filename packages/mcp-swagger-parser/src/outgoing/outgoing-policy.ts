import ipaddr from 'ipaddr.js';

/** What requests of ours may reach. */
export interface OutgoingPolicy {
  /** URLs that a document names may reach private and loopback addresses. */
  allowPrivateNetwork: boolean;
  /** Hosts (`host` or `host:port`) and ranges of addresses (`10.0.0.0/8`) that the operator named: reached like a URL that the operator typed. */
  operatorHosts: string[];
  /** False: a typed URL obeys the rule for derived ones, as for a user who is not an admin. Unset means true. */
  trustTyped?: boolean;
}

/** Who named a URL: the operator typed it, or it was derived from a document, a redirect or an answer. */
export type UrlOrigin = 'operator' | 'derived';

/** A request that the policy does not allow; the message says which address and what to do. */
export class OutgoingError extends Error {
  override readonly name = 'OutgoingError';
  readonly code = 'OUTGOING_FORBIDDEN';
}

type Reach = 'public' | 'private' | 'link-local';

// Metadata services that do not live on a link-local address (AWS over IPv6, Alibaba Cloud).
const METADATA = new Set(['fd00:ec2::254', '100.100.100.200']);

/** Why an address may not be reached, as the end of a sentence; undefined when it may. */
export function refuseAddress(address: string, host: { hostname: string; port: string }, origin: UrlOrigin, policy: OutgoingPolicy): string | undefined {
  const reach = reachOf(address);
  if (reach === 'public') return undefined;
  if (reach === 'link-local') return `${host.hostname} is a link-local or metadata address, and those are never reached`;
  if (policy.allowPrivateNetwork || isOperatorsOwn(host, policy) || isInNamedRange(address, policy)) return undefined;
  if (origin === 'operator' && policy.trustTyped !== false) return undefined;
  if (policy.trustTyped === false) return `${host.hostname} is a private or loopback address, and those are reached only where an admin typed them, or the list of allowed hosts names them`;
  return `${host.hostname} is a private or loopback address that the document names, not you; allow its host, allow the private network, or give the base URL yourself`;
}

/** True when the operator named this host, with or without its port; all spellings of the own machine are one host. */
export function isOperatorsOwn(host: { hostname: string; port: string }, policy: OutgoingPolicy): boolean {
  const hostname = bareHost(host.hostname);
  return policy.operatorHosts.some((entry) => {
    const named = splitHost(entry);
    if (named.port !== undefined && named.port !== host.port) return false;
    return named.hostname === hostname || (isLoopbackName(named.hostname) && isLoopbackName(hostname));
  });
}

/** True for an address in one of the ranges that the operator named. */
function isInNamedRange(address: string, { operatorHosts }: OutgoingPolicy): boolean {
  const [bare = address] = address.split('%');
  if (!ipaddr.isValid(bare)) return false;
  const parsed = unwrap(ipaddr.process(bare));
  return operatorHosts.some((entry) => {
    if (!ipaddr.isValidCIDR(entry)) return false;
    const [base, bits] = ipaddr.parseCIDR(entry);
    return base.kind() === parsed.kind() && parsed.match(base, bits);
  });
}

/** A host name in lower case, an IPv6 address without its brackets. */
export function bareHost(hostname: string): string {
  return hostname.toLowerCase().replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/** The address when a host name is one literally. */
export function literalAddress(hostname: string): string | undefined {
  const bare = bareHost(hostname);
  return ipaddr.isValid(bare) ? bare : undefined;
}

function splitHost(entry: string): { hostname: string; port?: string } {
  const bracketed = /^(\[[^\]]*\])(?::(\d+))?$/.exec(entry) ?? /^([^:]*)(?::(\d+))?$/.exec(entry);
  if (bracketed === null) return { hostname: bareHost(entry) };
  const port = bracketed[2];
  return { hostname: bareHost(bracketed[1] ?? ''), ...(port === undefined ? {} : { port }) };
}

function isLoopbackName(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return true;
  return ipaddr.isValid(hostname) && ipaddr.process(hostname).range() === 'loopback';
}

function reachOf(address: string): Reach {
  const [bare = address] = address.split('%');
  if (!ipaddr.isValid(bare)) return 'private';
  const parsed = unwrap(ipaddr.process(bare));
  if (parsed.range() === 'linkLocal' || METADATA.has(parsed.toString())) return 'link-local';
  return parsed.range() === 'unicast' ? 'public' : 'private';
}

/** An IPv4 address that travels inside an IPv6 one (NAT64, RFC 6052; 6to4, RFC 3056; the deprecated compatible form). */
function unwrap(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (!(address instanceof ipaddr.IPv6)) return address;
  const bytes = address.toByteArray();
  const range = address.range();
  if (range === 'rfc6052' || range === 'rfc6145') return new ipaddr.IPv4(bytes.slice(12));
  if (range === '6to4') return new ipaddr.IPv4(bytes.slice(2, 6));
  const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0) && bytes.slice(12, 14).some((byte) => byte !== 0);
  return isCompatible ? new ipaddr.IPv4(bytes.slice(12)) : address;
}
