import { describe, expect, it } from '@jest/globals';
import { type AccessSettings, decideAccess, forwardingHeader, type RequestFacts } from './decide-access.js';

const local: AccessSettings = { bindsToLoopback: true, adminPassword: undefined, corsOrigins: [] };
const guarded: AccessSettings = { bindsToLoopback: false, adminPassword: 'a long password: with colons', corsOrigins: ['https://ops.test'] };
const facts: RequestFacts = {
  remoteAddress: '127.0.0.1',
  host: '127.0.0.1:3000',
  origin: undefined,
  authorization: undefined,
  forwardedBy: undefined,
};
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describe('decideAccess without a password', () => {
  it.each<[string, Partial<RequestFacts>]>([
    ['a request of this machine', {}],
    ['IPv6 loopback', { remoteAddress: '::1', host: '[::1]:3000' }],
    ['IPv4 inside IPv6', { remoteAddress: '::ffff:127.0.0.1' }],
    ['the name localhost', { host: 'localhost:3000' }],
    ['its own page', { origin: 'http://127.0.0.1:3000' }],
  ])('lets %s in', (_, more) => {
    expect(decideAccess({ ...facts, ...more }, local)).toEqual({ allowed: true });
  });

  it.each<[string, Partial<RequestFacts>, string]>([
    ['another machine', { remoteAddress: '192.168.1.7' }, 'NOT_LOCAL'],
    ['a name that was rebound to this machine', { host: 'evil.test' }, 'HOST_REFUSED'],
    ['a name that only looks local', { host: '127.0.0.1.evil.test' }, 'HOST_REFUSED'],
    ['no Host', { host: undefined }, 'HOST_REFUSED'],
    ['a foreign page', { origin: 'https://evil.test' }, 'ORIGIN_REFUSED'],
    ['a page of another local port', { origin: 'http://127.0.0.1:8080' }, 'ORIGIN_REFUSED'],
    ['a page without an origin', { origin: 'null' }, 'ORIGIN_REFUSED'],
    ['a proxy', { forwardedBy: 'x-forwarded-for' }, 'PROXY_REFUSED'],
  ])('refuses %s', (_, more, code) => {
    expect(decideAccess({ ...facts, ...more }, local)).toMatchObject({ allowed: false, status: 403, code });
  });

  it('refuses all when it listens to the network', () => {
    expect(decideAccess(facts, { ...local, bindsToLoopback: false })).toMatchObject({ allowed: false });
  });
});

describe('decideAccess with a password', () => {
  const from = { ...facts, remoteAddress: '10.0.0.9', host: 'mcp.test' };

  it.each([basic('admin', 'a long password: with colons'), 'bearer a%20b'])('asks %s', (authorization) => {
    const access = decideAccess({ ...from, authorization }, guarded);
    expect(access.allowed).toBe(authorization.startsWith('Basic'));
  });

  it('takes the password as a bearer token', () => {
    const settings = { ...guarded, adminPassword: 'one-word-password' };
    expect(decideAccess({ ...from, authorization: 'Bearer one-word-password' }, settings).allowed).toBe(true);
    expect(decideAccess({ ...from, authorization: `Bearer ${guarded.adminPassword}` }, guarded).allowed).toBe(true);
    expect(decideAccess({ ...from, authorization: 'Bearer a' }, guarded).allowed).toBe(false);
  });

  it.each([undefined, '', 'Basic', 'Basic !!!', basic('admin', 'wrong'), basic('root', 'a long password: with colons'), 'Digest x'])('refuses %s', (authorization) => {
    expect(decideAccess({ ...from, authorization }, guarded)).toMatchObject({ allowed: false, status: 401, code: 'UNAUTHORIZED' });
  });

  it('refuses a foreign page that rides on stored credentials', () => {
    const authorization = basic('admin', 'a long password: with colons');
    expect(decideAccess({ ...from, authorization, origin: 'https://evil.test' }, guarded)).toMatchObject({ code: 'ORIGIN_REFUSED' });
    expect(decideAccess({ ...from, authorization, origin: 'https://ops.test' }, guarded)).toEqual({ allowed: true });
  });
});

describe('forwardingHeader', () => {
  it.each(['forwarded', 'x-forwarded-for', 'x-forwarded-port', 'x-forwarded-server', 'via', 'x-real-ip', 'cf-connecting-ip'])('finds %s', (name) => {
    expect(forwardingHeader(['host', name, 'accept'])).toBe(name);
  });

  it('finds none in what a browser sends', () => {
    expect(forwardingHeader(['host', 'origin', 'user-agent', 'x-requested-with', 'sec-fetch-site'])).toBeUndefined();
  });
});
