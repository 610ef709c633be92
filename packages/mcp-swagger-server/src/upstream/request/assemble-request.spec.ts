import { describe, expect, it } from '@jest/globals';
import type { BodyBinding, OperationBinding } from 'mcp-swagger-parser';
import { assembleRequest } from './assemble-request.js';
import type { OperatorParts } from './assemble-request.js';
import type { HttpRequest } from './http-request.js';
import { parameterOf, toolOf } from '../testing/operation-of.js';

const BASE = { origin: 'https://api.test', hostname: 'api.test', path: '/v1', query: '' };

const assemble = (operation: Partial<OperationBinding>, args: Record<string, unknown>, operator: Partial<OperatorParts> = {}, base = BASE): HttpRequest =>
  assembleRequest(toolOf(operation), args, base, { headers: {}, query: [], cookies: [], ...operator }, 'repeat');

const body: BodyBinding = {
  argument: 'body', required: true, mediaType: 'application/json', kind: 'json', fields: {}, contentTypeArgument: 'contentType',
  alternatives: [
    { mediaType: 'application/merge-patch+json', kind: 'json', fields: {} },
    { mediaType: 'application/x-www-form-urlencoded', kind: 'form', fields: { l: { isFile: false, explode: false } } },
    { mediaType: 'application/xml', kind: 'xml', fields: {}, xml: { name: 'pet' } },
    { mediaType: 'image/png', kind: 'binary', fields: {} },
  ],
};

describe('the media type of the body', () => {
  it.each<[unknown, unknown, string, string]>([
    [undefined, { a: null }, 'application/json', '{"a":null}'],
    [null, { a: 1 }, 'application/json', '{"a":1}'],
    ['application/json', { a: 1 }, 'application/json', '{"a":1}'],
    ['application/merge-patch+json', { a: null }, 'application/merge-patch+json', '{"a":null}'],
    ['Application/X-WWW-Form-Urlencoded', { l: ['a', 'b'] }, 'application/x-www-form-urlencoded', 'l=a,b'],
    ['application/xml', { a: 1 }, 'application/xml', '<?xml version="1.0" encoding="UTF-8"?><pet><a>1</a></pet>'],
    ['image/png', 'YQ==', 'image/png', 'a'],
  ])('chosen as %p writes %p as %s', (contentType, value, expectedType, expected) => {
    const request = assemble({ method: 'POST', body }, { body: value, contentType });
    expect(request.headers['content-type']).toBe(expectedType);
    expect(typeof request.body === 'string' ? request.body : Buffer.from(request.body ?? []).toString()).toBe(expected);
  });

  it('must be one that the operation takes', () => {
    expect(() => assemble({ body }, { body: {}, contentType: 'text/csv' })).toThrow(/contentType is "text\/csv"; the operation takes application\/json, application\/merge-patch\+json, .*Nothing was sent/);
  });

  it('is not sent without a body', () => {
    expect(assemble({ method: 'POST', body }, { contentType: 'application/xml' })).toEqual(expect.not.objectContaining({ body: expect.anything() }));
    expect(assemble({ method: 'POST', body }, {}).headers['content-type']).toBeUndefined();
  });
});

describe('the media type of the answer', () => {
  const accept = { argument: 'accept', mediaTypes: ['application/json', 'text/csv'] };
  it.each([
    [undefined, 'application/json, */*;q=0.5'],
    ['text/csv', 'text/csv'],
    ['TEXT/CSV', 'text/csv'],
  ])('asked for as %p is accepted as %s', (wanted, expected) => {
    expect(assemble({ accept }, { accept: wanted }).headers['accept']).toBe(expected);
  });

  it('must be one that the operation gives', () => {
    expect(() => assemble({ accept }, { accept: 'text/html' })).toThrow(/accept is "text\/html"; the operation answers application\/json, text\/csv/);
  });

  it.each<[OperationBinding['responses'], string]>([
    [[{ status: '200', mediaTypes: ['text/csv', 'application/json'] }, { status: '404', mediaTypes: ['text/html'] }], 'application/json, text/csv'],
    [[], 'application/json, */*;q=0.5'],
  ])('of %j without a choice is %s', (responses, expected) => {
    expect(assemble({ responses }, {}).headers['accept']).toBe(expected);
  });
});

describe('a request', () => {
  it('has each header once, in whatever case, and the operator has the last word', () => {
    const parameters = [parameterOf('header', { name: 'X-Tenant', argument: 'tenant' }), parameterOf('header', { name: 'User-Agent', argument: 'agent' })];
    const { headers } = assemble({ parameters }, { tenant: 'theirs', agent: 'a' }, { headers: { 'x-tenant': 'mine', ACCEPT: 'text/plain' } });
    expect(Object.entries(headers).sort()).toEqual([['ACCEPT', 'text/plain'], ['User-Agent', 'a'], ['x-tenant', 'mine']]);
  });

  it('has one cookie header for all cookies, the operator\'s own among them', () => {
    const { headers } = assemble({ parameters: [parameterOf('cookie')] }, { p: 'x' }, { headers: { Cookie: 'own=1' }, cookies: ['sid=2'] });
    expect(headers).toMatchObject({ cookie: 'own=1; p=x; sid=2' });
  });

  it('keeps the query of the base, then of the path, the arguments and the credentials', () => {
    const { url } = assemble({ path: '/a?fixed=1', parameters: [parameterOf('query')] }, { p: 'x' }, { query: ['key=k'] }, { ...BASE, query: 'v=2' });
    expect(url).toBe('https://api.test/v1/a?v=2&fixed=1&p=x&key=k');
  });

  it('sends nothing for a parameter that was not given, whatever its default', () => {
    expect(assemble({ parameters: [parameterOf('query'), parameterOf('header', { name: 'X-H' }), parameterOf('cookie', { name: 'c' })] }, {})).toEqual({
      method: 'GET', url: 'https://api.test/v1/a', headers: { accept: 'application/json, */*;q=0.5', 'user-agent': 'mcp-swagger-server' },
    });
  });

  it.each(['a\u0001b', 'a\u007fb', 'a\rb'])('cannot have a header of %j', (value) => {
    expect(() => assemble({ parameters: [parameterOf('header', { name: 'X-H' })] }, { 'X-H': value })).toThrow(/header/);
  });

  it.each(['a\u00a0b', 'ü', '中', 'tab\there'])('can have a header of %j', (value) => {
    expect(assemble({ parameters: [parameterOf('header', { name: 'X-H' })] }, { 'X-H': value }).headers['X-H']).toBe(value);
  });
});
