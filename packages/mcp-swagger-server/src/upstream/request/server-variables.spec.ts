import { describe, expect, it } from '@jest/globals';
import { checkServerVariables, fillVariables } from './server-variables.js';

const fill = (url: string, given: Record<string, string>, variables: Record<string, { default?: string; enum?: string[] }> = {}): string => fillVariables({ url, variables }, given);

describe('server variables', () => {
  it.each<[string, Record<string, string>, string]>([
    ['https://{region}.api.test/v1', { region: 'eu' }, 'https://eu.api.test/v1'],
    ['{scheme}://{host}:{port}/{base}', { scheme: 'http', host: 'a.test', port: '81', base: 'v1/x' }, 'http://a.test:81/v1/x'],
    ['{url}/v1', { url: 'https://a.test' }, 'https://a.test/v1'],
    ['https://{domain}', { domain: 'a.test/api' }, 'https://a.test/api'],
    ['//{host}/x', { host: 'a.test:8080' }, '//a.test:8080/x'],
  ])('of %s filled with %j give %s', (url, given, expected) => {
    expect(fill(url, given)).toBe(expected);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['https://{region}.api.test', { region: 'evil.test/' }, /region cannot be "evil.test\/": a slash would cut off/],
    ['https://{region}.api.test', { region: 'u@evil.test#' }, /a blank, a backslash, \? or #/],
    ['https://{region}.api.test', { region: 'x@evil' }, /an @ in a host/],
    ['https://api.test/{base}', { base: '../admin' }, /segment of dots/],
    ['https://api.test/{base}', { base: '%2e%2E' }, /segment of dots/],
    ['https://api.test/{base}', { base: 'v1?x=' }, /a blank, a backslash, \? or #/],
    ['https://api.test/{base}', { base: 'a\\b' }, /backslash/],
    ['https://{region}.test', {}, /needs a value for \{region\}; give the server variable region/],
  ])('of %s cannot be %j', (url, given, message) => {
    expect(() => fill(url, given)).toThrow(message);
  });

  it('are held against their enum when they are given, and fall back to the default or the first choice', () => {
    const variables = { env: { enum: ['prod', 'test'] }, v: { default: 'v1', enum: ['v2'] } };
    expect(fill('https://{env}.test/{v}', {}, variables)).toBe('https://prod.test/v1');
    expect(() => fill('https://{env}.test', { env: 'x' }, variables)).toThrow(/env cannot be "x"; expected one of prod, test/);
  });

  it('that no server has are refused with those that there are', () => {
    expect(() => checkServerVariables([{ url: 'https://{env}.test', variables: {} }], { evn: 'x' })).toThrow(/no server variable "evn"; it has env/);
    expect(() => checkServerVariables([], { evn: 'x' })).toThrow(/the document has none/);
  });
});
