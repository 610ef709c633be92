import { describe, expect, it } from '@jest/globals';
import { isOperatorsOwn, refuseAddress } from './outgoing-policy.js';

const strict = { allowPrivateNetwork: false, operatorHosts: [] };
const at = (hostname: string): { hostname: string; port: string } => ({ hostname, port: '80' });

describe('refuseAddress', () => {
  const linkLocal = ['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1', 'fe80::1%eth0', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::1', '::a9fe:a9fe', 'fd00:ec2::254', '100.100.100.200'];
  it.each(linkLocal)('never reaches the link-local or metadata address %s', (address) => {
    const everything = { allowPrivateNetwork: true, operatorHosts: [address] };
    expect(refuseAddress(address, at(address), 'operator', everything)).toMatch(/link-local or metadata/);
  });

  const privates = ['127.0.0.1', '::1', '10.0.0.1', '192.168.1.1', '172.16.0.1', '100.64.0.1', '0.0.0.0', '::', 'fc00::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1', '224.0.0.1', '198.18.0.1'];
  it.each(privates)('reaches the private address %s only for the operator', (address) => {
    expect(refuseAddress(address, at('a.test'), 'derived', strict)).toMatch(/a\.test is a private or loopback address/);
    expect(refuseAddress(address, at('a.test'), 'operator', strict)).toBeUndefined();
    expect(refuseAddress(address, at('a.test'), 'derived', { ...strict, allowPrivateNetwork: true })).toBeUndefined();
    expect(refuseAddress(address, at('a.test'), 'derived', { ...strict, operatorHosts: ['A.test'] })).toBeUndefined();
    expect(refuseAddress(address, at('a.test'), 'operator', { ...strict, trustTyped: false })).toBeDefined();
  });

  it.each(['8.8.8.8', '2001:4860:4860::8888'])('reaches the public address %s', (address) => {
    expect(refuseAddress(address, at(address), 'derived', strict)).toBeUndefined();
  });
});

describe('A range that the operator named', () => {
  const policy = { ...strict, trustTyped: false, operatorHosts: ['10.1.0.0/16', 'fd12::/16', '169.254.0.0/16'] };

  it.each(['10.1.2.3', '::ffff:10.1.2.3', 'fd12::7'])('lets %s be reached under any name', (address) => {
    expect(refuseAddress(address, at('a.test'), 'derived', policy)).toBeUndefined();
  });

  it.each(['10.2.0.1', 'fd13::7', '127.0.0.1'])('leaves %s refused', (address) => {
    expect(refuseAddress(address, at('a.test'), 'operator', policy)).toMatch(/where an admin typed them/);
  });

  it('cannot name metadata services', () => {
    expect(refuseAddress('169.254.169.254', at('a.test'), 'operator', policy)).toMatch(/link-local or metadata/);
  });
});

describe('isOperatorsOwn', () => {
  it.each([
    ['api.test', 'api.test', '443', true],
    ['api.test:8080', 'api.test', '8080', true],
    ['api.test:8080', 'api.test', '9090', false],
    ['api.test', 'evil.api.test', '443', false],
    ['localhost', '127.0.0.1', '80', true],
    ['[::1]:3000', 'localhost', '3000', true],
    ['10.0.0.1', '10.0.0.2', '80', false],
  ])('takes %s for %s:%s: %s', (entry, hostname, port, expected) => {
    expect(isOperatorsOwn({ hostname, port }, { allowPrivateNetwork: false, operatorHosts: [entry] })).toBe(expected);
  });
});
