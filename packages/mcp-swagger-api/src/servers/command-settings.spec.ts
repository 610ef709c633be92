import { describe, expect, it } from '@jest/globals';
import type { Caller } from '../auth/caller.js';
import { refuseCommand, refuseForeignSettings } from './command-settings.js';

const caller = (role: Caller['role']): Caller => ({ kind: 'user', id: 'u', name: 'Uma', role, scopes: [], ip: '127.0.0.1', byCookie: false });

describe('refuseCommand', () => {
  it('lets an admin run commands where they are switched on', () => expect(() => refuseCommand(caller('admin'), true)).not.toThrow());
  it('refuses them to everybody where they are not', () => expect(() => refuseCommand(caller('admin'), false)).toThrow(/ALLOW_COMMAND_SERVERS/));
  it.each(['operator', 'viewer', null] as const)('refuses them to somebody who is %s', (role) => expect(() => refuseCommand(caller(role), true)).toThrow(/role admin/));
});

describe('refuseForeignSettings', () => {
  it.each([
    [true, { baseUrl: 'http://a', name: 'x' }, /^baseUrl: a server that is a command/],
    [true, { transport: 'sse' }, /^transport/],
    [false, { environment: {} }, /^environment: a server that is a document/],
  ])('names what a server cannot have', (isCommand, body, message) => expect(() => refuseForeignSettings(isCommand, body)).toThrow(message));

  it('lets all others pass', () => {
    expect(() => refuseForeignSettings(true, { name: 'x', command: {}, environment: {}, limits: {}, transport: 'stdio' })).not.toThrow();
    expect(() => refuseForeignSettings(false, { name: 'x', baseUrl: 'http://a', transport: 'stdio', processPer: 'server' })).not.toThrow();
  });
});
