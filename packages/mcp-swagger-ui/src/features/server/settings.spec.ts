import { describe, expect, it } from '@jest/globals';
import type { Server } from '../../lib/api';
import { changesOf, linesOf, parseSettings, settingsOf } from './settings';

const server = { id: 'x', name: 'books', description: '', transport: 'streamable', port: 0, endpoint: '/mcp', baseUrl: null, autoStart: true, filters: { include: ['tag:a'] }, restartPolicy: {}, limits: { retries: 1, requestTimeoutMs: 5 }, desiredState: 'running', auth: { type: 'bearer', set: true } } as unknown as Server;

describe('settings', () => {
  it('hold neither secrets nor what is observed', () => {
    expect(Object.keys(settingsOf(server))).toEqual(['name', 'description', 'transport', 'port', 'endpoint', 'baseUrl', 'autoStart', 'filters', 'restartPolicy', 'limits']);
  });

  it('of a command are those that a command has', () => {
    const command = { ...server, kind: 'command', command: { program: 'node', args: [] }, processPer: 'session', confined: null } as unknown as Server;
    expect(Object.keys(settingsOf(command))).toEqual(['name', 'description', 'autoStart', 'restartPolicy', 'limits', 'processPer', 'command']);
    expect(settingsOf({ ...command, kind: 'document' })).toHaveProperty('confined', null);
  });

  it('send what differs and nothing else', () => {
    const before = settingsOf(server);
    expect(changesOf(before, { ...before, limits: { requestTimeoutMs: 5, retries: 1 } })).toEqual({});
    expect(changesOf(before, { ...before, name: 'b', filters: {} })).toEqual({ name: 'b', filters: {} });
  });

  it('say why a text is none', () => {
    expect(parseSettings('[]')).toEqual({ error: expect.stringContaining('object') });
    expect(parseSettings('{')).toEqual({ error: expect.any(String) });
    expect(parseSettings('{"name":"a"}')).toEqual({ settings: { name: 'a' } });
  });

  it('take lists a line each', () => expect(linesOf(' tag:a \n\nmethod:get')).toEqual(['tag:a', 'method:get']));
});
