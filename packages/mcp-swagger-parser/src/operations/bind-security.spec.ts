import { describe, expect, it } from '@jest/globals';
import { References } from '../json/references.js';
import { Warnings } from '../warning.js';
import { bindSecurity } from './bind-security.js';
import type { RequiredScheme } from './operation-binding.js';

const bind = (security: unknown, securitySchemes: Record<string, unknown>, rest: Record<string, unknown> = {}): { bound: RequiredScheme[][] | undefined; warnings: string[] } => {
  const value = security === undefined ? {} : { security };
  const warnings = new Warnings();
  const root = { components: { securitySchemes }, ...rest };
  const operation = { method: 'GET', path: '/a', pointer: '#/paths/~1a/get', tags: [], value, pathItem: {}, pathPointer: '#/paths/~1a' };
  return { bound: bindSecurity(operation, new References(root), warnings), warnings: warnings.list.map(({ message }) => message) };
};

describe('a security scheme', () => {
  it.each<[Record<string, unknown>, unknown]>([
    [{ type: 'apiKey', in: 'header', name: 'X-Key' }, { kind: 'apikey', in: 'header', name: 'X-Key' }],
    [{ type: 'apiKey', in: 'body', name: 'k' }, { kind: 'other', type: 'apiKey' }],
    [{ type: 'http', scheme: 'Bearer' }, { kind: 'http', scheme: 'bearer' }],
    [{ type: 'http', scheme: 'Digest' }, { kind: 'http', scheme: 'digest' }],
    [{ type: 'basic' }, { kind: 'http', scheme: 'basic' }],
    [{ type: 'mutualTLS' }, { kind: 'other', type: 'mutualTLS' }],
    [{ type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://t.test', scopes: {} }, password: { tokenUrl: 'https://p.test' } } }, { kind: 'oauth2', tokenUrl: 'https://t.test' }],
    [{ type: 'oauth2', flows: { authorizationCode: { tokenUrl: ' https://p.test ' } } }, { kind: 'oauth2', tokenUrl: 'https://p.test' }],
    [{ type: 'oauth2', flows: { implicit: {} }, oauth2MetadataUrl: 'https://m.test' }, { kind: 'oauth2', metadataUrl: 'https://m.test' }],
    [{ type: 'openIdConnect', openIdConnectUrl: 'https://o.test' }, { kind: 'oauth2', metadataUrl: 'https://o.test' }],
    [{ $ref: '#/components/securitySchemes/other' }, { kind: 'http', scheme: 'bearer' }],
  ])('%j is %j', (declared, scheme) => {
    const { bound } = bind([{ s: ['a', 1] }], { s: declared, other: { type: 'http', scheme: 'bearer' } });
    expect(bound).toEqual([[{ name: 's', scopes: ['a'], scheme }]]);
  });
});

describe('a security requirement', () => {
  const schemes = { a: { type: 'http', scheme: 'basic' }, b: { type: 'http', scheme: 'bearer' } };
  const names = (bound: RequiredScheme[][] | undefined): unknown => bound?.map((alternative) => alternative.map(({ name }) => name));

  it.each<[string, unknown, Record<string, unknown>, unknown]>([
    ['all of one and one of all', [{ a: [], b: [] }, { b: [] }], {}, [['a', 'b'], ['b']]],
    ['optional', [{}, { a: [] }], {}, [[], ['a']]],
    ['none', [], { security: [{ a: [] }] }, []],
    ['of the document', undefined, { security: [{ a: [] }] }, [['a']]],
    ['of the operation rather than of the document', [{ b: [] }], { security: [{ a: [] }] }, [['b']]],
    ['that is not said', undefined, {}, undefined],
    ['by the address of a scheme', [{ '#/components/securitySchemes/a': [] }], {}, [['#/components/securitySchemes/a']]],
    ['without what is not declared', [{ nope: [] }, { a: [] }], {}, [['a']]],
    ['of nothing that is declared', [{ nope: [] }], {}, undefined],
  ])('is %s', (_what, security, rest, expected) => {
    expect(names(bind(security, schemes, rest).bound)).toEqual(expected);
  });

  it('warns of what is not declared', () => {
    expect(bind([{ nope: [] }], schemes).warnings).toEqual([expect.stringContaining('"nope" is not declared')]);
  });
});
