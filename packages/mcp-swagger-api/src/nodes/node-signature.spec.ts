import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { isBody, sign, verify } from './node-signature.js';

const key = randomBytes(32);
const headers = { authorization: 'Bearer right', host: 'a.test', 'x-forwarded-for': undefined };
const request = { method: 'POST', path: '/mcp/x?a=1', headers, body: Buffer.from('{}') };
const passed = { to: 'b', remoteAddress: '10.1.2.3', serverId: 's', generation: 4 };
const now = 1_790_000_000_000;
const header = sign(request, passed, key, now);

describe('What a node signs', () => {
  it('is believed by the node that is meant, with the same key', () => {
    const said = verify(request, header, key, now + 1_000, 'b');
    expect(said).toMatchObject({ ...passed, headers: ['authorization', 'host'] });
    expect(isBody(request.body, said?.bodyHash ?? '')).toBe(true);
  });

  it.each([
    ['with another method', { ...request, method: 'DELETE' }, header, key, now],
    ['with another path', { ...request, path: '/mcp/y?a=1' }, header, key, now],
    ['with another query', { ...request, path: '/mcp/x?a=2' }, header, key, now],
    ['with the proof of somebody else', { ...request, headers: { ...headers, authorization: 'Bearer other' } }, header, key, now],
    ['without the proof', { ...request, headers: { host: 'a.test' } }, header, key, now],
    ['with another key', request, header, randomBytes(32), now],
    ['half a minute later', request, header, key, now + 30_001],
    ['long before its time', request, header, key, now - 60_001],
    ['when what is said was changed', request, `${Buffer.from('{"to":"b","remoteAddress":"127.0.0.1","headers":[]}').toString('base64url')}${header.slice(header.indexOf('.'))}`, key, now],
    ['when its body is said to be another', request, header.split('.').with(2, 'x').join('.'), key, now],
    ['when it is given another nonce', request, header.split('.').with(3, 'x').join('.'), key, now],
    ['when it holds longer than it was signed for', request, header.split('.').with(1, String(now + 60_000)).join('.'), key, now],
    ['when it is no signature', request, 'a.b', key, now],
    ['when it says nothing that can be read', request, header.split('.').with(0, 'x').join('.'), key, now],
    ['when it is empty', request, '', key, now],
  ])('is not believed %s', (_, asked, given, withKey, at) => {
    expect(verify(asked, given, withKey, at, 'b')).toBeUndefined();
  });

  it('is not believed by another node than the one that is meant', () => {
    expect(verify(request, header, key, now, 'c')).toBeUndefined();
  });

  it('is told apart from the same request signed again', () => {
    const again = verify(request, sign(request, passed, key, now), key, now, 'b');
    expect(again?.nonce).not.toBe(verify(request, header, key, now, 'b')?.nonce);
  });

  it('is believed at a time between two milliseconds, as the database tells it', () => {
    expect(verify(request, sign(request, passed, key, now + 0.25), key, now + 0.75, 'b')).toMatchObject(passed);
  });

  it('tells another body apart', () => {
    expect(isBody(Buffer.from('{"a":1}'), verify(request, header, key, now, 'b')?.bodyHash ?? '')).toBe(false);
  });
});
