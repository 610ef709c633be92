import { describe, expect, it } from '@jest/globals';
import { convert, load } from '../../testing/documents.js';
import type { Tool } from '../../tools/tool.js';

type Json = Record<string, unknown>;

/** The only tool of a Swagger 2.0 document with one operation, POST /a. */
async function convertOne(operation: Json, rest: Json = {}, pathItem: Json = {}): Promise<Tool> {
  const { tools, warnings } = await convert({ swagger: '2.0', ...rest, paths: { '/a': { ...pathItem, post: { responses: {}, ...operation } } } });
  expect(warnings).toEqual([]);
  const [tool] = tools;
  if (tool === undefined) throw new Error('the document gave no tool');
  return tool;
}

describe('a parameter of Swagger 2.0', () => {
  it('keeps all that it says about its value', async () => {
    const schema = { type: 'integer', format: 'int32', minimum: 1, maximum: 5, default: 2, enum: [1, 2] };
    const tool = await convertOne({ parameters: [{ name: 'n', in: 'query', description: 'how many', ...schema }, { name: 't', in: 'query', type: 'string', 'x-nullable': true, pattern: '^a', minLength: 1 }] });
    expect(tool.inputSchema['properties']).toMatchObject({ n: { ...schema, description: 'how many' }, t: { type: ['string', 'null'], pattern: '^a', minLength: 1 } });
  });

  it.each([
    ['query', undefined, 'form', false],
    ['query', 'csv', 'form', false],
    ['query', 'multi', 'form', true],
    ['query', 'ssv', 'spaceDelimited', false],
    ['query', 'tsv', 'tabDelimited', false],
    ['query', 'pipes', 'pipeDelimited', false],
    ['header', undefined, 'simple', false],
    ['header', 'ssv', 'spaceDelimited', false],
    ['header', 'pipes', 'pipeDelimited', false],
    ['path', 'csv', 'simple', false],
    ['path', 'tsv', 'tabDelimited', false],
    ['path', 'pipes', 'pipeDelimited', false],
  ])('that is a list in %s with collectionFormat %s is written in style %s, explode %s', async (place, collectionFormat, style, explode) => {
    const parameter = { name: 'l', in: place, required: true, type: 'array', items: { type: 'string' }, ...(collectionFormat === undefined ? {} : { collectionFormat }) };
    const { tools } = await convert({ swagger: '2.0', paths: { '/a/{l}': { get: { parameters: [parameter], responses: {} } } } });
    expect(tools[0]?.operation.parameters.find((binding) => binding.in === place)).toMatchObject({ style, explode });
  });

  it('with a collectionFormat that nobody knows is sent with commas and reported', async () => {
    const { tools, warnings } = await convert({ swagger: '2.0', paths: { '/a': { get: { parameters: [{ name: 'l', in: 'query', type: 'array', items: {}, collectionFormat: 'xsv' }], responses: {} } } } });
    expect(tools[0]?.operation.parameters).toMatchObject([{ style: 'form', explode: false }]);
    expect(warnings).toMatchObject([{ code: 'COLLECTION_FORMAT', pointer: '#/paths/~1a/get/parameters/0' }]);
  });

  it('is found through references, on the operation and on the path', async () => {
    const tool = await convertOne(
      { parameters: [{ $ref: '#/parameters/Own' }] },
      { parameters: { Own: { name: 'own', in: 'query', type: 'array', items: { type: 'integer' } }, Shared: { name: 'shared', in: 'header', type: 'boolean' } } },
      { parameters: [{ $ref: '#/parameters/Shared' }] },
    );
    expect(tool.inputSchema['properties']).toMatchObject({ own: { type: 'array', items: { type: 'integer' } }, shared: { type: 'boolean' } });
  });
});

describe('a body of Swagger 2.0', () => {
  it.each<[string, Json, Json, Json]>([
    ['of the operation', { parameters: [{ name: 'b', in: 'body', required: true, schema: { type: 'integer' } }] }, {}, {}],
    ['by reference', { parameters: [{ $ref: '#/parameters/B' }] }, { parameters: { B: { name: 'b', in: 'body', required: true, schema: { type: 'integer' } } } }, {}],
    ['of the path', {}, {}, { parameters: [{ name: 'b', in: 'body', required: true, schema: { type: 'integer' } }] }],
    ['of the path by reference', {}, { parameters: { B: { name: 'b', in: 'body', required: true, schema: { type: 'integer' } } } }, { parameters: [{ $ref: '#/parameters/B' }] }],
    ['that the operation has instead of the one of its path', { parameters: [{ name: 'other', in: 'body', required: true, schema: { type: 'integer' } }] }, {}, { parameters: [{ name: 'b', in: 'body', schema: { type: 'string' } }] }],
  ])('%s is an argument', async (_what, operation, rest, pathItem) => {
    const tool = await convertOne(operation, rest, pathItem);
    expect(tool.inputSchema).toMatchObject({ properties: { body: { type: 'integer' } }, required: ['body'] });
    expect(tool.operation.body).toMatchObject({ mediaType: 'application/json', kind: 'json', required: true });
    expect(tool.operation.parameters).toEqual([]);
  });

  it.each<[string, Json, Json, string]>([
    ['the operation says', { consumes: ['application/xml'] }, { consumes: ['text/plain'] }, 'application/xml'],
    ['the document says', {}, { consumes: ['application/vnd.a+json'] }, 'application/vnd.a+json'],
    ['nobody says', {}, {}, 'application/json'],
    ['one text says', { consumes: 'application/xml' }, {}, 'application/xml'],
    ['an empty list says', { consumes: [] }, { consumes: ['text/plain'] }, 'application/json'],
  ])('travels as %s', async (_what, operation, rest, mediaType) => {
    const tool = await convertOne({ ...operation, parameters: [{ name: 'b', in: 'body', schema: { type: 'object' } }] }, rest);
    expect(tool.operation.body?.mediaType).toBe(mediaType);
  });

  it('is kept where several operations use the same one', async () => {
    const { tools } = await convert({
      swagger: '2.0',
      parameters: { B: { name: 'b', in: 'body', schema: { $ref: '#/definitions/Pet' } } },
      definitions: { Pet: { type: 'object', properties: { name: { type: 'string' } } } },
      paths: { '/a': { post: { parameters: [{ $ref: '#/parameters/B' }], responses: {} }, put: { consumes: ['application/merge-patch+json'], parameters: [{ $ref: '#/parameters/B' }], responses: {} } } },
    });
    expect(tools.map(({ operation }) => operation.body?.mediaType)).toEqual(['application/json', 'application/merge-patch+json']);
    for (const tool of tools) expect(tool.inputSchema).toMatchObject({ properties: { body: { $ref: '#/$defs/Pet' } }, $defs: { Pet: { properties: { name: { type: 'string' } } } } });
  });
});

describe('a form of Swagger 2.0', () => {
  const field = (name: string, more: Json = {}): Json => ({ name, in: 'formData', type: 'string', ...more });
  it.each<[string, Json, string, string]>([
    ['without a file is urlencoded', { parameters: [field('a')] }, 'form', 'application/x-www-form-urlencoded'],
    ['is multipart when the operation says so', { consumes: ['multipart/form-data'], parameters: [field('a')] }, 'multipart', 'multipart/form-data'],
    ['with a file is multipart', { parameters: [field('a', { type: 'file' })] }, 'multipart', 'multipart/form-data'],
    ['with a file is multipart whatever the operation says', { consumes: ['application/x-www-form-urlencoded'], parameters: [field('a', { type: 'file' })] }, 'multipart', 'multipart/form-data'],
    ['is not JSON because the document says so', { consumes: ['application/json'], parameters: [field('a')] }, 'form', 'application/x-www-form-urlencoded'],
  ])('%s', async (_what, operation, kind, mediaType) => {
    expect((await convertOne(operation)).operation.body).toMatchObject({ kind, mediaType });
  });

  it('has its fields from the path too, and the ones of the operation win', async () => {
    const tool = await convertOne({ parameters: [field('a', { type: 'integer', required: true })] }, {}, { parameters: [field('a'), field('b', { description: 'the other' })] });
    const schema = tool.inputSchema;
    expect(JSON.stringify(schema)).toContain('"the other"');
    expect(schema).toMatchObject({ properties: { body: { type: 'object', required: ['a'], properties: { a: { type: 'integer' }, b: { type: 'string' } } } }, required: ['body'] });
  });

  it.each([
    ['multi', { style: 'form', explode: true }],
    [undefined, { style: 'form', explode: false }],
    ['pipes', { style: 'pipeDelimited', explode: false }],
    ['tsv', { style: 'tabDelimited', explode: false }],
  ])('writes a list with collectionFormat %s as %j', async (collectionFormat, style) => {
    const tool = await convertOne({ parameters: [field('l', { type: 'array', items: { type: 'string' }, ...(collectionFormat === undefined ? {} : { collectionFormat }) })] });
    expect(tool.operation.body?.fields['l']).toMatchObject(style);
  });
});

describe('a response of Swagger 2.0', () => {
  const ok = (response: Json, operation: Json = {}): Json => ({ ...operation, responses: { 200: { description: 'ok', ...response } } });
  it.each<[string, Json, Json, unknown]>([
    ['with a schema is JSON', ok({ schema: { type: 'integer' } }), {}, { 'application/json': { schema: { type: 'integer' } } }],
    ['is what the operation produces', ok({ schema: { type: 'integer' } }, { produces: ['application/xml'] }), { produces: ['text/plain'] }, { 'application/xml': { schema: { type: 'integer' } } }],
    ['is what the document produces', ok({ schema: { type: 'integer' } }), { produces: ['application/hal+json'] }, { 'application/hal+json': { schema: { type: 'integer' } } }],
    ['that is a file is binary', ok({ schema: { type: 'file' } }), {}, { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }],
    ['that is a file of a known kind keeps it', ok({ schema: { type: 'file' } }, { produces: ['application/pdf'] }), {}, { 'application/pdf': { schema: { type: 'string', format: 'binary' } } }],
    ['without a schema has no content', ok({}), {}, undefined],
    ['with a schema that is null has no content', ok({ schema: null }), {}, undefined],
    ['has its example', ok({ schema: {}, examples: { 'application/json': { n: 1 } } }), {}, { 'application/json': { schema: {}, example: { n: 1 } } }],
    ['shared by reference is what each operation produces', { produces: ['text/csv'], responses: { 200: { $ref: '#/responses/Ok' } } }, { responses: { Ok: { description: 'ok', schema: { type: 'string' } } } }, { 'text/csv': { schema: { type: 'string' } } }],
  ])('%s', async (_what, operation, rest, expected) => {
    const { root } = await load({ swagger: '2.0', ...rest, paths: { '/a': { get: operation } } });
    const paths = root['paths'] as Record<string, { get: { responses: Record<string, { content?: unknown }> } }>;
    expect(paths['/a']?.get.responses['200']?.content).toEqual(expected);
  });
});

describe('a document of Swagger 2.0', () => {
  it.each<[Json, string[]]>([
    [{ host: 'api.test', basePath: '/v1/', schemes: ['http', 'https'] }, ['https://api.test/v1', 'http://api.test/v1']],
    [{ host: 'api.test', basePath: 'v1' }, ['//api.test/v1']],
    [{ basePath: '/v1' }, ['/v1']],
    [{}, ['/']],
    [{ host: 'api.test', schemes: ['wss'] }, ['//api.test']],
    [{ host: 'https://api.test/', basePath: '/v1', schemes: ['https'] }, ['https://api.test/v1']],
    [{ 'x-ms-parameterized-host': { hostTemplate: '{region}.api.test', parameters: [{ name: 'region', default: 'eu', enum: ['eu', 'us'] }] }, schemes: ['https'] }, ['https://{region}.api.test']],
  ])('%j has the servers %j', async (head, urls) => {
    const tool = await convertOne({}, head);
    expect(tool.operation.servers.map(({ url }) => url)).toEqual(urls);
    if (urls[0]?.includes('{region}')) expect(tool.operation.servers[0]?.variables).toEqual({ region: { default: 'eu', enum: ['eu', 'us'] } });
  });

  it('has an operation with schemes of its own', async () => {
    const tool = await convertOne({ schemes: ['http'] }, { host: 'api.test', schemes: ['https'] });
    expect(tool.operation).toMatchObject({ servers: [{ url: 'http://api.test' }], hasOwnServers: true });
  });

  it.each([
    [{ type: 'basic' }, { kind: 'http', scheme: 'basic' }],
    [{ type: 'apiKey', in: 'query', name: 'k' }, { kind: 'apikey', in: 'query', name: 'k' }],
    [{ type: 'oauth2', flow: 'application', tokenUrl: 'https://t.test', scopes: { a: 'b' } }, { kind: 'oauth2', tokenUrl: 'https://t.test' }],
    [{ type: 'oauth2', flow: 'accessCode', tokenUrl: 'https://t.test', authorizationUrl: 'https://a.test' }, { kind: 'oauth2' }],
  ])('has the security definition %j', async (definition, scheme) => {
    const tool = await convertOne({ security: [{ s: [] }] }, { securityDefinitions: { s: definition } });
    expect(tool.operation.security?.[0]?.[0]?.scheme).toMatchObject(scheme);
  });

  it('says what is null, also beside a reference, and which property tells the kinds apart', async () => {
    const tool = await convertOne(
      { parameters: [{ name: 'b', in: 'body', schema: { $ref: '#/definitions/Pet' } }] },
      { definitions: { Pet: { type: 'object', discriminator: 'kind', properties: { kind: { type: 'string' }, owner: { $ref: '#/definitions/Owner', 'x-nullable': true } } }, Owner: { type: 'object', properties: { n: { type: 'string', 'x-nullable': true } } } } },
    );
    expect(tool.inputSchema['$defs']).toMatchObject({ Pet: { properties: { owner: { anyOf: [{ $ref: '#/$defs/Owner' }, { type: 'null' }] } } }, Owner: { properties: { n: { type: ['string', 'null'] } } } });
  });
});

describe('a document of OpenAPI 3 that is written as Swagger 2.0 in places', () => {
  it('works as it is meant', async () => {
    const { tools } = await convert({
      paths: {
        '/a/{id}': {
          post: {
            parameters: [{ name: 'id', in: 'path', required: true, type: 'integer' }, { name: 'b', in: 'body', schema: { type: 'object', properties: { n: { type: 'string' } } } }],
            responses: { 200: { description: 'ok', schema: { type: 'object', properties: { m: { type: 'string' } } } } },
          },
        },
      },
    });
    expect(tools[0]?.inputSchema).toMatchObject({ properties: { id: { type: 'integer' }, body: { properties: { n: { type: 'string' } } } } });
    expect(tools[0]?.operation.body?.mediaType).toBe('application/json');
    expect(tools[0]?.outputSchema).toMatchObject({ properties: { m: {} } });
  });
});
