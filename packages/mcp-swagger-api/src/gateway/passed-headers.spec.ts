import { describe, expect, it } from '@jest/globals';
import type { Caller } from '../auth/caller.js';
import { requestHeaders, responseHeaders, voucherOf } from './passed-headers.js';

const voucher = { token: 't', ip: '10.0.0.7', prefix: '/mcp/books', caller: { id: 'k1', name: 'Käthe & co' } };
const passed = (headers: Record<string, string>, caller: typeof voucher.caller | 'nobody' = voucher.caller) => {
  const list = requestHeaders(headers, { ...voucher, caller: caller === 'nobody' ? undefined : caller });
  return Object.fromEntries(list.flatMap((name, index) => (index % 2 === 0 ? [[name, list[index + 1]]] : [])));
};

describe('voucherOf', () => {
  const place = { token: 't', prefix: '/mcp/books' };
  const caller: Caller = { kind: 'user', id: 'a b/c', name: 'Ann', role: 'viewer', scopes: [], ip: '::ffff:10.0.0.7', byCookie: false };

  it('names who proved who he is, by an id that is one word', () => {
    expect(voucherOf(place, caller)).toEqual({ ...place, ip: '10.0.0.7', caller: { id: 'user:a%20b%2Fc', name: 'Ann' } });
  });

  it('names nobody who proved nothing', () => {
    expect(voucherOf(place, { ...caller, kind: 'local', ip: '::1' })).toEqual({ ...place, ip: '::1', caller: undefined });
  });
});

describe('requestHeaders', () => {
  it('tells the child who calls from where', () => {
    expect(passed({})).toEqual({ 'x-mcp-gateway': 't', 'x-forwarded-for': '10.0.0.7', 'x-forwarded-prefix': '/mcp/books', 'x-mcp-caller': 'k1 K%C3%A4the%20%26%20co' });
  });

  it.each(['connection', 'te', 'transfer-encoding', 'host', 'origin', 'cookie', 'forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-mcp-gateway', 'x-mcp-caller', 'content-length', 'authorization', 'x-api-key'])(
    'keeps %s of the client to itself',
    (name) => {
      expect(Object.values(passed({ [name]: 'of the client' }))).not.toContain('of the client');
    },
  );

  it('passes what the protocol needs and what upstreams may be given', () => {
    const given = { 'mcp-session-id': 's', 'mcp-protocol-version': '2025-11-25', 'last-event-id': '7', accept: 'text/event-stream', 'content-type': 'application/json', 'user-agent': 'me', 'x-tenant': 'a' };
    expect(passed(given)).toMatchObject(given);
  });

  it('drops what Connection names', () => {
    expect(passed({ connection: 'keep-alive, X-Hop', 'x-hop': 'gone' })).not.toHaveProperty('x-hop');
  });

  it('leaves the credentials to a child that has to judge them itself', () => {
    expect(passed({ authorization: 'Bearer a', 'x-api-key': 'b' }, 'nobody')).toMatchObject({ authorization: 'Bearer a', 'x-api-key': 'b' });
    expect(requestHeaders({ authorization: 'Bearer a' }, { ...voucher, caller: undefined })).not.toContain('x-mcp-caller');
  });
});

describe('responseHeaders', () => {
  it('passes all but what is of the connection', () => {
    expect(responseHeaders({ connection: 'close, x-hop', 'keep-alive': 'timeout=5', 'x-hop': '1', 'transfer-encoding': 'chunked', 'content-type': 'text/event-stream', 'mcp-session-id': 's' })).toEqual({
      'content-type': 'text/event-stream',
      'mcp-session-id': 's',
    });
  });
});
