import { describe, expect, it } from '@jest/globals';
import { type AccessSettings, forwardingHeader, refuseForeignPage, refuseStranger, type RequestFacts } from './decide-access.js';

const local: AccessSettings = { bindsToLoopback: true, corsOrigins: [], publicUrl: undefined };
const fetched = (site: string, mode?: string, dest?: string): Pick<RequestFacts, 'fetched'> => ({ fetched: { site, mode, dest } });
const facts: RequestFacts = { remoteAddress: '127.0.0.1', host: '127.0.0.1:3000', origin: undefined, fetched: { site: undefined, mode: undefined, dest: undefined }, forwardedBy: undefined };

const refusal = (more: Partial<RequestFacts>, settings = local) => refuseForeignPage({ ...facts, ...more }, settings) ?? refuseStranger({ ...facts, ...more }, settings);

describe('Without a password', () => {
  it.each<[string, Partial<RequestFacts>]>([
    ['a request of this machine', {}],
    ['IPv6 loopback', { remoteAddress: '::1', host: '[::1]:3000' }],
    ['IPv4 inside IPv6', { remoteAddress: '::ffff:127.0.0.1' }],
    ['the name localhost', { host: 'localhost:3000' }],
    ['its own page', { origin: 'http://127.0.0.1:3000' }],
    ['what its own page loads', fetched('same-origin', 'no-cors', 'script')],
    ['somebody who types the address', fetched('none', 'navigate', 'document')],
    ['somebody who follows a link of another site', fetched('cross-site', 'navigate', 'document')],
  ])('%s comes in', (_, more) => {
    expect(refusal(more)).toBeUndefined();
  });

  it.each<[string, Partial<RequestFacts>, string]>([
    ['another machine', { remoteAddress: '192.168.1.7' }, 'NOT_LOCAL'],
    ['a name that was rebound to this machine', { host: 'evil.test' }, 'HOST_REFUSED'],
    ['a name that only looks local', { host: '127.0.0.1.evil.test' }, 'HOST_REFUSED'],
    ['no Host', { host: undefined }, 'HOST_REFUSED'],
    ['a foreign page', { origin: 'https://evil.test' }, 'ORIGIN_REFUSED'],
    ['a page of another local port', { origin: 'http://127.0.0.1:8080' }, 'ORIGIN_REFUSED'],
    ['a page without an origin', { origin: 'null' }, 'ORIGIN_REFUSED'],
    ['a picture in a page of another site', fetched('cross-site', 'no-cors', 'image'), 'ORIGIN_REFUSED'],
    ['a picture in a page of another local port', fetched('same-site', 'no-cors', 'image'), 'ORIGIN_REFUSED'],
    ['a request of which the page reads nothing', fetched('cross-site', 'no-cors', 'empty'), 'ORIGIN_REFUSED'],
    ['a frame in a page of another site', fetched('cross-site', 'navigate', 'iframe'), 'ORIGIN_REFUSED'],
    ['a page of another site that does not say what it wants', fetched('cross-site'), 'ORIGIN_REFUSED'],
    ['a proxy', { forwardedBy: 'x-forwarded-for' }, 'PROXY_REFUSED'],
  ])('%s is refused', (_, more, code) => {
    expect(refusal(more)).toMatchObject({ allowed: false, status: 403, code });
  });

  it('all are refused when it listens to the network', () => {
    expect(refusal({}, { ...local, bindsToLoopback: false })).toMatchObject({ code: 'NOT_LOCAL' });
  });
});

describe('A page of another origin', () => {
  it('is welcome when CORS_ORIGINS or PUBLIC_URL names it', () => {
    const settings = { ...local, corsOrigins: ['https://ops.test'], publicUrl: 'https://mcp.test/' };
    const from = (origin: string) => refuseForeignPage({ ...facts, origin, host: '10.0.0.9:3000' }, settings);
    expect(from('https://ops.test')).toBeUndefined();
    expect(from('https://mcp.test')).toBeUndefined();
    expect(from('http://mcp.test')).toMatchObject({ code: 'ORIGIN_REFUSED' });
    // Whoever may read says who it is.
    expect(refuseForeignPage({ ...facts, origin: 'https://ops.test', ...fetched('cross-site', 'cors', 'empty') }, settings)).toBeUndefined();
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
