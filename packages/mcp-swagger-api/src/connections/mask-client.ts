import { isIPv6 } from 'node:net';
import type { ClientInfo } from 'mcp-swagger-ipc';

/** A client without what would find the person again: of the address the network (24 bits of IPv4, 48 of IPv6), of the user agent its first product. */
export function maskClient<T extends Pick<ClientInfo, 'ip' | 'userAgent'>>(client: T): T {
  const { ip, userAgent } = client;
  return { ...client, ...(ip === undefined ? {} : { ip: maskIp(ip) }), ...(userAgent === undefined ? {} : { userAgent: maskUserAgent(userAgent) }) };
}

const MASKED = /^[\da-f.:]+[.:]x$/i;

function maskIp(ip: string): string {
  if (MASKED.test(ip)) return ip;
  const v4 = /^(?:::ffff:)?(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/i.exec(ip);
  if (v4 !== null) return `${v4[1]}.x`;
  // What is no address may be anything, and is not told at all.
  return isIPv6(ip) ? `${groupsOf(ip).slice(0, 3).join(':')}:x` : 'masked';
}

/** The eight groups of an IPv6 address (RFC 4291, section 2.2), zeros filled in. */
function groupsOf(ip: string): string[] {
  const [head = '', tail] = (ip.split('%')[0] ?? '').split('::');
  const groups = (part: string | undefined): string[] => (part === undefined || part === '' ? [] : part.split(':'));
  const [before, after] = [groups(head), groups(tail)];
  return [...before, ...Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0'), ...after];
}

/** RFC 9110, section 10.1.5: products with versions, and comments with details. */
function maskUserAgent(userAgent: string): string {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,60}/.exec(userAgent)?.[0] ?? 'masked';
}
