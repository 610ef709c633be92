import { describe, expect, it } from '@jest/globals';
import { ChildEndpoint } from './child-endpoint.js';
import { type Outlook, outlookOf, type Place } from './place.js';

const endpoint = new ChildEndpoint('http://127.0.0.1:1/mcp', { silenceMs: 1_000 });
const now = 1_000_000;

describe('outlookOf', () => {
  it.each<[Place['state'], Partial<Place>, Outlook]>([
    ['running', { endpoint }, 'ready'],
    ['running', {}, 'refuse'],
    ['running', { transport: 'stdio' }, 'ready'],
    ['starting', { transport: 'stdio' }, 'wait'],
    ['starting', {}, 'wait'],
    ['stopping', { endpoint }, 'wait'],
    ['unhealthy', {}, 'wait'],
    ['backoff', { nextRetryAt: now + 900 }, 'wait'],
    ['backoff', { nextRetryAt: now + 30_000 }, 'refuse'],
    ['backoff', {}, 'refuse'],
    ['stopped', {}, 'refuse'],
    ['failed', {}, 'refuse'],
  ])('%s %o', (state, more, outlook) => {
    expect(outlookOf({ state, transport: 'streamable', endpoint: undefined, nextRetryAt: undefined, ...more }, now, 5_000)).toBe(outlook);
  });
});

describe('ChildEndpoint', () => {
  it.each([
    ['http://127.0.0.1:4000/mcp', 'http://127.0.0.1:4000', '/mcp', '/messages'],
    ['http://[::1]:4000/a/sse', 'http://[::1]:4000', '/a/sse', '/a/messages'],
    ['ws://127.0.0.1:4000/mcp', 'http://127.0.0.1:4000', '/mcp', '/messages'],
  ])('reads %s', (url, origin, path, messagesPath) => {
    expect(new ChildEndpoint(url, { silenceMs: 1_000 })).toMatchObject({ origin, path, messagesPath });
  });
});
