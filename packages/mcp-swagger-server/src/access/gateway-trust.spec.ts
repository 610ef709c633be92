import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { clientOf } from '../connections/client.js';
import { callerOf } from './caller.js';
import { GatewayTrust, passedOnBy } from './gateway-trust.js';

const TOKEN = 'a'.repeat(64);
const trust = new GatewayTrust(TOKEN);

function looked(headers: Record<string, string>): IncomingMessage {
  const request = Object.assign(new IncomingMessage(new Socket()), { headers });
  trust.look(request);
  return request;
}

const claims = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-prefix': '/mcp/1', 'x-mcp-caller': 'k1 %E8%8C%B6' };

describe('GatewayTrust', () => {
  it('believes whoever holds the token', () => {
    const request = looked({ ...claims, 'x-mcp-gateway': TOKEN });
    expect(passedOnBy(request)).toEqual({ ip: '203.0.113.9', prefix: '/mcp/1', isCallerKnown: true });
    expect(callerOf(request)).toEqual({ id: 'gateway:k1', name: '茶' });
    expect(clientOf(request, undefined)).toMatchObject({ ip: '203.0.113.9', subject: '茶' });
  });

  it.each<Record<string, string>>([{}, { 'x-mcp-gateway': '' }, { 'x-mcp-gateway': 'b'.repeat(64) }, { 'x-mcp-gateway': `${TOKEN}a` }])('believes nobody else: %o', (proof) => {
    const request = looked({ ...claims, ...proof });
    expect([passedOnBy(request), callerOf(request)]).toEqual([undefined, undefined]);
    expect(clientOf(request, undefined).ip).not.toBe('203.0.113.9');
  });

  it('leaves it open who calls when the gateway does not say', () => {
    const request = looked({ 'x-mcp-gateway': TOKEN });
    expect([passedOnBy(request)?.isCallerKnown, callerOf(request)]).toEqual([false, undefined]);
  });

  it('takes a name that is not encoded as it is', () => {
    expect(callerOf(looked({ 'x-mcp-gateway': TOKEN, 'x-mcp-caller': 'k %zz' }))?.name).toBe('%zz');
  });
});
