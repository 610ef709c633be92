import { describe, expect, it } from '@jest/globals';
import { loadDocument, toTools } from 'mcp-swagger-parser';
import { documentBase, operationBase } from './base-url.js';
import type { BaseUrlOptions } from './base-url.js';

const base = (url: string, documentUrl?: string, rest: Partial<BaseUrlOptions> = {}, variables: Record<string, { default?: string; enum?: string[] }> = {}): string => {
  const { origin, path, query } = documentBase([{ url, variables }], { document: documentUrl === undefined ? {} : { url: documentUrl }, ...rest });
  return `${origin}${path}${query === '' ? '' : `?${query}`}`;
};

describe('documentBase', () => {
  it.each([
    ['https://api.test/v1/', undefined, 'https://api.test/v1'],
    ['/v2', 'https://docs.test/spec/openapi.json', 'https://docs.test/v2'],
    ['v2', 'https://docs.test/spec/openapi.json', 'https://docs.test/spec/v2'],
    ['/', 'https://docs.test/spec/openapi.json', 'https://docs.test'],
    ['//api.test/x', 'http://docs.test/', 'http://api.test/x'],
    ['//api.test/x', undefined, 'https://api.test/x'],
  ])('resolves %s of a document at %s to %s', (url, documentUrl, expected) => {
    expect(base(url, documentUrl)).toBe(expected);
  });

  it('prefers what the operator typed', () => {
    expect(base('https://api.test', undefined, { baseUrl: 'http://localhost:8080/x/?v=1' })).toBe('http://localhost:8080/x?v=1');
  });

  it('fills variables, and checks them against their enum', () => {
    const variables = { env: { default: 'prod', enum: ['prod', 'test'] } };
    expect(base('https://{env}.test', undefined, {}, variables)).toBe('https://prod.test');
    expect(base('https://{env}.test', undefined, { serverVariables: { env: 'test' } }, variables)).toBe('https://test.test');
    expect(() => base('https://{env}.test', undefined, { serverVariables: { env: 'x' } }, variables)).toThrow(/env cannot be "x"; expected one of prod, test/);
    expect(() => base('https://{region}.test')).toThrow(/needs a value for \{region\}/);
  });

  it.each([
    ['/v1', undefined, {}, /no address of its own.*give the base URL/],
    ['/v1', 'file:///a/openapi.yaml', {}, /give the base URL/],
    ['ftp://x.test', undefined, {}, /expected http/],
    ['/', undefined, { baseUrl: 'localhost:80' }, /expected http/],
    ['/', undefined, { baseUrl: 'http://u:p@x.test' }, /basic authentication instead/],
  ])('refuses %s of a document at %s with %j', (url, documentUrl, rest, message) => {
    expect(() => base(url, documentUrl, rest)).toThrow(message);
    expect(() => base(url, documentUrl, rest)).not.toThrow(/u:p/);
  });
});

describe('operationBase', () => {
  const operationAt = (hasOwnServers: boolean, ...urls: string[]) => ({
    method: 'GET',
    path: '/',
    parameters: [],
    responses: [],
    wrapsResult: false,
    hasOwnServers,
    servers: urls.map((url) => ({ url, variables: { env: { default: 'prod' } } })),
  });
  const origin = (operation: ReturnType<typeof operationAt>, serverVariables?: Record<string, string>): string =>
    operationBase(operation, () => documentBase([{ url: 'https://document.test', variables: {} }], { document: {} }), { document: {}, serverVariables }).origin;

  it.each([
    ['that of the document', operationAt(false, 'https://own.test'), undefined, 'https://document.test'],
    ['that of the document where it names none', operationAt(true), undefined, 'https://document.test'],
    ['its own', operationAt(true, 'https://own.test'), undefined, 'https://own.test'],
    ['its own with the defaults of variables', operationAt(true, 'https://{env}.test'), undefined, 'https://prod.test'],
    ['its own with the operator\'s variables', operationAt(true, 'https://{env}.test'), { env: 'other' }, 'https://other.test'],
  ])('is %s', (_, operation, serverVariables, expected) => {
    expect(origin(operation, serverVariables)).toBe(expected);
  });

  it('resolves a relative server of an operation against the base that the operator typed', () => {
    const operation = { method: 'GET', path: '/', parameters: [], responses: [], hasOwnServers: true, wrapsResult: false, servers: [{ url: '/v9', variables: {} }] };
    const options = { document: { url: 'https://docs.test/' }, baseUrl: 'http://localhost:1/x' };
    expect(operationBase(operation, () => documentBase([], options), options)).toMatchObject({ origin: 'http://localhost:1', path: '/v9' });
  });
});

describe('several servers', () => {
  const first = (urls: string[], documentUrl?: string): string => documentBase(urls.map((url) => ({ url, variables: {} })), { document: documentUrl === undefined ? {} : { url: documentUrl } }).origin;
  it.each<[string[], string | undefined, string]>([
    [['http://a.test/v1', 'https://a.test/v1'], undefined, 'https://a.test'],
    [['http://a.test/v1', 'https://a.test/v1'], 'http://a.test/openapi.json', 'http://a.test'],
    [['http://a.test/v1', 'https://a.test/v1'], 'https://a.test/openapi.json', 'https://a.test'],
    [['http://a.test/v1', 'https://b.test/v1'], undefined, 'http://a.test'],
    [['ws://a.test', 'https://b.test'], undefined, 'https://b.test'],
    [['https://a.test', 'http://localhost:1'], undefined, 'https://a.test'],
  ])('%j of a document at %s: %s is called', (urls, documentUrl, expected) => {
    expect(first(urls, documentUrl)).toBe(expected);
  });
});

describe('a Swagger 2.0 document', () => {
  const originOf = async (about: Record<string, unknown>, url?: string): Promise<string> => {
    const text = JSON.stringify({ swagger: '2.0', info: { title: 'T', version: '1' }, paths: { '/a': { get: { operationId: 'op', responses: {} } } }, ...about });
    const document = await loadDocument(url === undefined ? { text } : { text, url }, { outgoing: { allowPrivateNetwork: false, operatorHosts: [] } });
    const { origin, path } = documentBase(toTools(document).tools[0]?.operation.servers ?? [], { document });
    return origin + path;
  };
  it.each<[Record<string, unknown>, string | undefined, string]>([
    [{ host: 'a.test', basePath: '/v1/', schemes: ['http', 'https'] }, undefined, 'https://a.test/v1'],
    [{ host: 'a.test', schemes: ['http'] }, 'https://a.test/swagger.json', 'http://a.test'],
    [{ host: 'a.test', basePath: '/v1', schemes: ['https', 'http'] }, 'http://a.test/swagger.json', 'http://a.test/v1'],
    [{ host: 'a.test', schemes: ['http', 'https'] }, 'http://a.test/swagger.json', 'http://a.test'],
    [{ host: 'a.test', basePath: '/v1', schemes: ['wss', 'https'] }, undefined, 'https://a.test/v1'],
    [{ host: 'a.test:8443', basePath: '/v1' }, 'https://b.test/swagger.json', 'https://a.test:8443/v1'],
    [{ host: 'a.test', basePath: '/v1' }, undefined, 'https://a.test/v1'],
    [{ basePath: '/v1' }, 'http://b.test/x/swagger.json', 'http://b.test/v1'],
    [{}, 'http://b.test/x/swagger.json', 'http://b.test'],
  ])('with %j at %s is called at %s', async (about, url, expected) => {
    expect(await originOf(about, url)).toBe(expected);
  });
});
