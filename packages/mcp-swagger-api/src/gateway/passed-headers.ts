import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { Caller } from '../auth/caller.js';
import type { Place } from './place.js';

/** Headers of one connection (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'transfer-encoding', 'upgrade'];

/** What the child must not see: where the client went, what a browser says of its page, what it says of proxies, what it proves itself with to the API, and what only we may say. */
const NOT_FOR_THE_CHILD = new Set([
  ...HOP_BY_HOP,
  'host',
  'origin',
  'referer',
  'sec-fetch-site',
  'sec-fetch-mode',
  'sec-fetch-dest',
  'sec-fetch-user',
  'cookie',
  'expect',
  'content-length',
  'forwarded',
  'x-real-ip',
  'via',
  'x-mcp-gateway',
  'x-mcp-caller',
  'x-mcp-audience',
]);

const NOT_FOR_THE_CLIENT = new Set([...HOP_BY_HOP, 'access-control-allow-origin', 'access-control-expose-headers']);

/** What a caller proves itself with. */
const CREDENTIALS = new Set(['authorization', 'x-api-key']);

/** Who is on the other side, as the gateway vouches for it to the child. */
export interface Voucher {
  token: string;
  ip: string | undefined;
  /** What the client sees before the paths of the child. */
  prefix: string;
  /** Absent when the child has to find out itself; then it gets the credentials. */
  caller: { id: string; name: string } | undefined;
}

/** Who proved nothing is not vouched for: the child asks him itself, if it asks anybody. */
export function voucherOf({ token, prefix }: Pick<Place, 'token' | 'prefix'>, { kind, id, name, ip }: Caller): Voucher {
  return { token, prefix, ip: ip.replace(/^::ffff:/, ''), caller: kind === 'local' ? undefined : { id: `${kind}:${encodeURIComponent(id)}`, name } };
}

/** The headers of a request as the child gets them, as names and values in turn. */
export function requestHeaders(headers: IncomingHttpHeaders, { token, ip, prefix, caller }: Voucher): string[] {
  const passed = ['x-mcp-gateway', token, 'x-forwarded-prefix', prefix];
  if (ip !== undefined) passed.push('x-forwarded-for', ip);
  if (caller !== undefined) passed.push('x-mcp-caller', `${caller.id} ${encodeURIComponent(caller.name)}`);
  const alsoHop = namedIn(headers.connection);
  for (const name in headers) {
    const value = headers[name];
    if (NOT_FOR_THE_CHILD.has(name) || name.startsWith('x-forwarded-') || alsoHop?.has(name) === true || value === undefined) continue;
    if (caller !== undefined && CREDENTIALS.has(name)) continue;
    passed.push(name, typeof value === 'string' ? value : value.join(', '));
  }
  return passed;
}

/** The headers of a child's answer as the client gets them. */
export function responseHeaders(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const passed: OutgoingHttpHeaders = {};
  const alsoHop = namedIn(headers.connection);
  for (const name in headers) {
    if (!NOT_FOR_THE_CLIENT.has(name) && alsoHop?.has(name) !== true) passed[name] = headers[name];
  }
  return passed;
}

/** The headers that a `Connection` header declares to be of this connection only. */
function namedIn(connection: string | undefined): Set<string> | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined;
  return new Set(connection.split(',').map((name) => name.trim().toLowerCase()));
}
