import { describe, expect, it } from '@jest/globals';
import type { UpstreamOptions } from './create-upstream.js';
import { buildUpstream, oneOperation } from './testing/build-upstream.js';
import type { Document } from './testing/build-upstream.js';

async function warningsOf(document: Document, options: Partial<UpstreamOptions> = {}): Promise<string[]> {
  const { upstream } = await buildUpstream(document, options);
  await upstream.close();
  return upstream.warnings.map(({ code, message }) => `${code}: ${message}`);
}

const PUBLIC = { baseUrl: 'https://api.test' };
const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer' },
  digest: { type: 'http', scheme: 'digest' },
  tls: { type: 'mutualTLS' },
  hmac: { type: 'http', scheme: 'HMAC-SHA256' },
  key: { type: 'apiKey', in: 'query', name: 'k' },
};
const secured = (...security: Document[]): Document => oneOperation({ security }, '/a', 'get', { components: { securitySchemes } });

describe('what is told before the first call', () => {
  it.each<[string, Document, Partial<UpstreamOptions>]>([
    ['a document that asks for nothing', oneOperation({}), {}],
    ['credentials that are optional', secured({}, { digest: [] }), {}],
    ['none wanted', secured(), {}],
    ['credentials that are configured', secured({ digest: [] }, { bearer: [] }), { auth: { type: 'bearer', token: 't' } }],
    ['a header of the operator\'s in the place of what is not supported', secured({ digest: [] }), { headers: { authorization: 'Digest x' } }],
    ['a cookie of the operator\'s', oneOperation({ security: [{ c: [] }] }, '/a', 'get', { components: { securitySchemes: { c: { type: 'apiKey', in: 'cookie', name: 'sid' } } } }), { headers: { Cookie: 'a=1; sid=2' } }],
  ])('is nothing for %s', async (_what, document, options) => {
    expect(await warningsOf(document, { ...PUBLIC, ...options })).toEqual([]);
  });

  it.each([
    [[{ digest: [] }], /^SECURITY_UNSUPPORTED: 1 tool asks \(op\) for digest \(HTTP digest\)\. That is not supported/],
    [[{ tls: [], bearer: [] }], /^SECURITY_UNSUPPORTED: .* for tls \(of type mutualTLS\)\./],
    [[{ hmac: [] }, { tls: [] }], /hmac \(HTTP hmac-sha256\), tls \(of type mutualTLS\)/],
    [[{ digest: [] }, { bearer: [] }], /^SECURITY_UNCONFIGURED: 1 tool asks \(op\) for credentials that are not configured: bearer \(HTTP bearer\)\. They are called without\./],
    [[{ key: [], bearer: [] }], /key \(an API key in the query k\), bearer \(HTTP bearer\)/],
  ])('is that %j is not met', async (security, message) => {
    const warnings = await warningsOf(secured(...security), PUBLIC);
    expect(warnings).toEqual([expect.stringMatching(message)]);
  });

  it.each<[string, Document, Partial<UpstreamOptions>, RegExp]>([
    ['on the own machine', oneOperation({}, '/a', 'get', { servers: [{ url: 'http://localhost:8080/v1' }] }), {}, /^SERVER_REFUSED: Calls of op will fail\. http:\/\/localhost:8080 is not called: .*give the base URL yourself/],
    ['on a private network', oneOperation({}, '/a', 'get', { servers: [{ url: 'http://10.1.2.3' }] }), {}, /10\.1\.2\.3 is a private or loopback address/],
    ['on a link-local address, typed or not', oneOperation({}), { baseUrl: 'http://169.254.169.254' }, /never reached/],
    ['of an operation', oneOperation({ servers: [{ url: 'http://[::1]:9' }] }), PUBLIC, /http:\/\/\[::1\]:9 is not called/],
    ['of an operation without an address', oneOperation({ servers: [{ url: 'https://{x}.test' }] }), PUBLIC, /needs a value for \{x\}/],
  ])('is that a server %s will not be called', async (_what, document, options, message) => {
    expect(await warningsOf(document, options)).toEqual([expect.stringMatching(message)]);
  });

  it.each<[string, Partial<UpstreamOptions>]>([
    ['the operator typed it', { baseUrl: 'http://localhost:8080' }],
    ['the operator allows its host', { outgoing: { allowPrivateNetwork: false, operatorHosts: ['localhost:8080'] } }],
    ['private networks are allowed', { outgoing: { allowPrivateNetwork: true, operatorHosts: [] } }],
  ])('is nothing about a server on the own machine when %s', async (_what, options) => {
    expect(await warningsOf(oneOperation({}, '/a', 'get', { servers: [{ url: 'http://localhost:8080' }] }), options)).toEqual([]);
  });

  it('counts the tools that one reason is for', async () => {
    const operation = (operationId: string): Document => ({ operationId, responses: {} });
    const document = { servers: [{ url: 'http://127.0.0.1' }], paths: { '/a': { get: operation('a'), put: operation('b'), post: operation('c') } } };
    expect(await warningsOf(document)).toEqual([expect.stringContaining('Calls of a and 2 other tools will fail')]);
  });
});
