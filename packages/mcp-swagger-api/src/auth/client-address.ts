import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { remoteAddressOf } from './forwarded.js';

/** Addresses, or ranges like 10.0.0.0/8, of the proxies whose word about their clients counts; undefined for none, for to look into an empty list costs more than all else that is asked of an address. */
export function proxyListOf(entries: readonly string[]): BlockList | undefined {
  if (entries.length === 0) return undefined;
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/**
 * Who is at the other end: the peer, or, where the peer is a trusted proxy, the last one in X-Forwarded-For that is none of ours. What a
 * stranger writes into that header counts for nothing.
 */
export function clientAddressOf(request: IncomingMessage, proxies: BlockList | undefined): string {
  const { headers } = request;
  const peer = plain(remoteAddressOf(request) ?? '');
  if (proxies === undefined || !isIn(proxies, peer)) return peer;
  const header = headers['x-forwarded-for'];
  const said = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').map((item) => plain(item.trim()));
  return said.findLast((address) => isIP(address) !== 0 && !isIn(proxies, address)) ?? peer;
}

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** An IPv4 address without the clothes of IPv6. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
