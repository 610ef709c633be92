import type { IncomingMessage } from 'node:http';
import { expect, it } from '@jest/globals';
import { HostCheck } from './host-check.js';

function request(host: string | undefined, origin?: string, localAddress = '127.0.0.1', site?: string): IncomingMessage {
  return { headers: { host, origin, 'sec-fetch-site': site }, socket: { localAddress } } as unknown as IncomingMessage;
}

const check = new HostCheck({ boundHost: '10.1.2.3', allowedHosts: ['mcp.example', 'other.example:8443'], allowedOrigins: ['https://app.example/'] });

it.each([
  ['localhost'],
  ['localhost:3001'],
  ['LOCALHOST:3001'],
  ['localhost.:3001'],
  ['127.0.0.1:3001'],
  ['[::1]:3001'],
  ['[::1]'],
  ['10.1.2.3:3001'],
  ['mcp.example'],
  ['mcp.example:99'],
  ['other.example:8443'],
])('takes %s for a name of ours', (host) => {
  expect(check.refuse(request(host))).toBeUndefined();
});

it.each([['evil.example'], ['localhost.evil.example'], ['127.0.0.1.evil.example:3001'], ['other.example:80'], ['10.1.2.4'], [''], [undefined]])('refuses the host %s', (host) => {
  expect(check.refuse(request(host))).toEqual(expect.any(String));
});

it('takes the address that the client reached us at for a name of ours, for nobody can rebind an address', () => {
  const everywhere = new HostCheck({ boundHost: '0.0.0.0', allowedHosts: [], allowedOrigins: [] });
  expect(everywhere.refuse(request('192.168.1.9:3001', undefined, '::ffff:192.168.1.9'))).toBeUndefined();
  expect(everywhere.refuse(request('[fd00::1]:3001', undefined, 'fd00::1'))).toBeUndefined();
  // Node tells the zone of a link-local address; a client cannot.
  expect(everywhere.refuse(request('[fe80::1]:3001', undefined, 'fe80::1%eth0'))).toBeUndefined();
  expect(everywhere.refuse(request('192.168.1.8:3001', undefined, '::ffff:192.168.1.9'))).toEqual(expect.any(String));
});

it.each([
  ['http://localhost:5173', true],
  ['https://app.example', true],
  ['https://APP.example', true],
  ['http://app.example', false],
  ['https://app.example.evil.example', false],
  ['http://localhost@evil.example', false],
  ['null', false],
  ['file://', false],
])('a page of %s: %s', (origin, allowed) => {
  expect(check.refuse(request('localhost', origin)) === undefined).toBe(allowed);
});

it.each<[string, string | undefined, string | undefined, boolean]>([
  ['no browser', undefined, undefined, true],
  ['a page of its own', undefined, 'same-origin', true],
  ['somebody who types the address', undefined, 'none', true],
  ['a page of another site', undefined, 'cross-site', false],
  ['a page of another local port', undefined, 'same-site', false],
  ['a page that may call', 'https://app.example', 'cross-site', true],
])('is asked by %s', (_, origin, site, allowed) => {
  expect(check.refuse(request('localhost', origin, undefined, site)) === undefined).toBe(allowed);
});
