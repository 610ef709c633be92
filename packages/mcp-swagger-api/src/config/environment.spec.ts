import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { EnvironmentError, readEnvironment, variableNames } from './environment.js';

describe('readEnvironment', () => {
  it('has a default for everything', () => {
    expect(readEnvironment({})).toMatchObject({ port: 3000, host: '127.0.0.1', bindsToLoopback: true });
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['HEALTH_CHECK_INTERVAL', '1.5'],
    ['MCP_DEFAULT_TRANSPORT', 'carrier-pigeon'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['REDIS_URL', 'localhost:6379'],
    ['REDIS_URL', 'redis://a host:6379'],
    ['LOG_LEVEL', 'loud'],
    ['PROCESS_MEMORY_LIMIT', 'much'],
    ['PROCESS_MEMORY_LIMIT', '1MB'],
    ['ALLOW_PRIVATE_NETWORK', 'maybe'],
    ['ENCRYPTION_KEY', 'short'],
    ['ADMIN_PASSWORD', 'short'],
    ['JWT_SECRET', 'short'],
    ['PUBLIC_URL', 'https://mcp.test/below'],
    ['PUBLIC_URL', 'ftp://mcp.test'],
    ['CORS_ORIGINS', 'https://fine.test, not an address'],
    ['CORS_ORIGINS', 'https://fine.test/dashboard'],
  ])('names %s when it is %s', (name, value) => {
    expect(() => readEnvironment({ [name]: value })).toThrow(EnvironmentError);
    expect(() => readEnvironment({ [name]: value })).toThrow(name);
  });

  it('takes an origin as browsers write it, however it was typed', () => {
    const { variables } = readEnvironment({ CORS_ORIGINS: 'https://Ops.test:443/, http://ops.test:8080, chrome-extension://abc' });
    expect(variables.CORS_ORIGINS).toEqual(['https://ops.test', 'http://ops.test:8080', 'chrome-extension://abc']);
  });

  it.each([
    ['536870912', 512 * 1024 ** 2],
    ['512MB', 512 * 1024 ** 2],
    ['2 gb', 2 * 1024 ** 3],
    ['', undefined],
  ])('takes the size %p', (PROCESS_MEMORY_LIMIT, bytes) => {
    expect(readEnvironment({ PROCESS_MEMORY_LIMIT }).variables.PROCESS_MEMORY_LIMIT).toBe(bytes);
  });

  it('does not repeat a wrong secret', () => {
    expect(() => readEnvironment({ ENCRYPTION_KEY: 'hunter2' })).toThrow(expect.not.objectContaining({ message: expect.stringContaining('hunter2') }));
  });

  it('names all that are wrong at once', () => {
    expect(() => readEnvironment({ PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/PORT[\s\S]*LOG_LEVEL/);
  });

  it.each([
    ['on an embedded database', { NODE_URL: 'http://a.test:3000' }, 'NODE_URL is set and DATABASE_URL is not: several nodes need one PostgreSQL'],
    ['without a key that they share', { NODE_URL: 'http://a.test:3000', DATABASE_URL: 'postgres://a.test/mcp' }, 'Set the same ENCRYPTION_KEY on every node'],
    ['over an address that nodes do not speak', { NODE_URL: 'https://a.test:3000', DATABASE_URL: 'postgres://a.test/mcp' }, 'nodes speak plain HTTP'],
  ])('refuses to be one of several nodes %s', (_, env, reason) => {
    expect(() => readEnvironment(env)).toThrow(reason);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readEnvironment({ PORT: '', DATABASE_URL: ' ' })).toMatchObject({ port: 3000, databaseUrl: undefined });
  });

  it.each(['0.0.0.0', '192.168.1.5', '::', 'example.test'])('does not take %s for loopback', (HOST) => {
    expect(readEnvironment({ HOST }).bindsToLoopback).toBe(false);
  });

  it.each(['127.0.0.1', '127.3.2.1', '::1', 'localhost'])('takes %s for loopback', (HOST) => {
    expect(readEnvironment({ HOST }).bindsToLoopback).toBe(true);
  });

  it('reads just the variables that .env.example explains', () => {
    const example = readFileSync(new URL('../../../../.env.example', import.meta.url), 'utf8');
    const explained = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(explained.toSorted()).toEqual(variableNames.toSorted());
  });

  it('has the values of .env.example where nothing is set', () => {
    const example = readFileSync(new URL('../../../../.env.example', import.meta.url), 'utf8');
    const written = Object.fromEntries([...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
    expect(readEnvironment(written).variables).toEqual(readEnvironment({}).variables);
  });
});
