import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { clientAddressOf, proxyListOf } from './client-address.js';

const proxies = proxyListOf(['10.0.0.0/8', '192.168.7.7', 'fd00::/8']);
const from = (remoteAddress: string, forwarded?: string) => ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;

describe('clientAddressOf', () => {
  it.each<[string, string, string | undefined, string]>([
    ['the peer', '203.0.113.5', undefined, '203.0.113.5'],
    ['the peer, whatever it says of itself', '203.0.113.5', '1.2.3.4', '203.0.113.5'],
    ['who a proxy says it is', '10.1.2.3', '203.0.113.9', '203.0.113.9'],
    ['the last that is none of ours, not what the client made up before', '10.1.2.3', '1.1.1.1, 203.0.113.9, 192.168.7.7', '203.0.113.9'],
    ['a proxy that says nothing', '10.1.2.3', undefined, '10.1.2.3'],
    ['a proxy that says nonsense', '10.1.2.3', 'unknown, <script>', '10.1.2.3'],
    ['IPv4 in IPv6', '::ffff:10.1.2.3', '::ffff:203.0.113.9', '203.0.113.9'],
    ['IPv6', 'fd00::1', '2001:db8::9', '2001:db8::9'],
  ])('is %s', (_, peer, forwarded, address) => {
    expect(clientAddressOf(from(peer, forwarded), proxies)).toBe(address);
  });
});
