import type { IncomingMessage } from 'node:http';
import { expect, it } from '@jest/globals';
import { noteCaller } from '../access/caller.js';
import { clientOf, derivedId } from './client.js';

function request(userAgent?: string, remoteAddress = '::ffff:10.0.0.1'): IncomingMessage {
  return { headers: { 'user-agent': userAgent }, socket: { remoteAddress } } as unknown as IncomingMessage;
}

it('takes what a client says, cut to a length', () => {
  const client = clientOf(request('u'.repeat(5_000)), { name: 'n'.repeat(5_000), version: 3 }, '2025-11-25');
  expect(client).toEqual({ name: 'n'.repeat(200), version: undefined, userAgent: 'u'.repeat(300), ip: '10.0.0.1', protocolVersion: '2025-11-25' });
});

it.each([[undefined], [null], ['text'], [[]], [7]])('survives a client that says %j', (said) => {
  expect(clientOf(request(), said)).toMatchObject({ ip: '10.0.0.1' });
});

it('gives clients that look alike one id and others another', () => {
  const id = (name: string, userAgent: string, ip: string): string => derivedId(clientOf(request(userAgent, ip), { name }));
  expect(id('a', 'u', '1.1.1.1')).toBe(id('a', 'u', '1.1.1.1'));
  expect(new Set([id('a', 'u', '1.1.1.1'), id('b', 'u', '1.1.1.1'), id('a', 'v', '1.1.1.1'), id('a', 'u', '1.1.1.2')]).size).toBe(4);
  expect(id('a', 'u', '1.1.1.1')).toMatch(/^d-[0-9a-f]{16}$/);
});

it('tells who proved to be calling, cut to a length, and keeps callers apart who look alike', () => {
  const [ann, bob] = ['ann', 'b'.repeat(500)].map((name) => {
    const from = request('u');
    noteCaller(from, { id: `subject:${name}`, name });
    return clientOf(from, { name: 'c' });
  });
  expect([ann?.subject, bob?.subject]).toEqual(['ann', 'b'.repeat(100)]);
  expect(new Set([ann, bob, clientOf(request('u'), { name: 'c' })].map((client) => derivedId(client ?? {}))).size).toBe(3);
});
