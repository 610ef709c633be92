import { describe, expect, it } from '@jest/globals';
import { convert, convertOne, load, withBody } from '../testing/documents.js';
import { toTools } from './to-tools.js';

const parameter = (name: string, place: string, rest: Record<string, unknown> = {}): Record<string, unknown> => ({ name, in: place, schema: { type: 'string' }, ...rest });
const schemas = (all: Record<string, unknown>): Record<string, unknown> => ({ components: { schemas: all } });

describe('input schemas', () => {
  it('give path, query and body of one name an argument each', async () => {
    const tool = await convertOne(
      { parameters: [parameter('id', 'path', { required: true }), parameter('id', 'query')], ...withBody({ type: 'object', properties: { id: {}, body: {} } }) },
      {}, '/c/{id}', 'put',
    );
    expect(Object.keys(tool.inputSchema['properties'] as object)).toEqual(['id', 'id_query', 'body']);
    expect(tool.inputSchema).toMatchObject({ required: ['id', 'body'], additionalProperties: false });
  });

  it('keep recursion as references and hold only the definitions that are needed', async () => {
    const tool = await convertOne(
      withBody({ $ref: '#/components/schemas/Node' }),
      schemas({ Node: { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' }, leaf: { $ref: '#/components/schemas/a~1b' } } }, 'a/b': { type: 'string' }, Unused: { type: 'object' } }),
    );
    expect(tool.inputSchema).toMatchObject({ properties: { body: { $ref: '#/$defs/Node' } } });
    const definitions = tool.inputSchema['$defs'] as Record<string, unknown>;
    expect(Object.keys(definitions)).toEqual(['Node', expect.stringMatching(/^a_b-[0-9a-f]{8}$/)]);
    expect(definitions['Node']).toMatchObject({ properties: { next: { $ref: '#/$defs/Node' } } });
  });

  it('leave readOnly properties out, also where they are required, referenced or composed', async () => {
    const tool = await convertOne(
      withBody({ allOf: [{ $ref: '#/components/schemas/Base' }, { type: 'object', required: ['id', 'name'], properties: { name: { type: 'string' } } }] }),
      schemas({ Base: { type: 'object', required: ['id', 'at'], properties: { id: { type: 'string', readOnly: true }, at: { $ref: '#/components/schemas/At' } } }, At: { type: 'string', readOnly: true } }),
    );
    const text = JSON.stringify(tool.inputSchema);
    expect(text).not.toContain('"id"');
    expect(text).not.toContain('"at"');
    expect(text).toContain('"required":["name"]');
  });

  it('leave writeOnly properties out of the answer', async () => {
    const schema = { type: 'object', properties: { name: { type: 'string' }, password: { type: 'string', writeOnly: true } } };
    const tool = await convertOne({ responses: { 200: { description: '', content: { 'application/json': { schema: { type: 'object', properties: { user: schema } } } } } } });
    expect(Object.keys((tool.outputSchema as { properties: { user: { anyOf: { properties: object }[] } } }).properties.user.anyOf[0]?.properties ?? {})).toEqual(['name']);
  });

  it('keep writeOnly properties in what is sent, and readOnly ones in what comes back', async () => {
    const schema = { type: 'object', required: ['password', 'id'], properties: { password: { type: 'string', writeOnly: true }, id: { type: 'string', readOnly: true } } };
    const tool = await convertOne({ ...withBody(schema), responses: { 200: { description: '', content: { 'application/json': { schema } } } } });
    expect(tool.inputSchema).toMatchObject({ properties: { body: { required: ['password'] } } });
    expect(Object.keys((tool.inputSchema['properties'] as { body: { properties: object } }).body.properties)).toEqual(['password']);
    expect(Object.keys((tool.outputSchema as { properties: object }).properties)).toEqual(['id']);
    const composed = await convertOne({ responses: { 200: { description: '', content: { 'application/json': { schema: { allOf: [{ $ref: '#/components/schemas/A' }, { properties: { note: {} } }] } } } } } }, schemas({ A: schema }));
    expect(Object.keys((composed.outputSchema as { properties: object }).properties)).toEqual(['id', 'note']);
  });

  it.each(['oneOf', 'anyOf', 'allOf', 'not', '$ref'])('have no %s at their root, whatever their body has there', async (keyword) => {
    const one = { type: 'object', properties: { a: { type: 'string' } } };
    const schema = keyword === '$ref' ? { $ref: '#/components/schemas/One' } : { [keyword]: keyword === 'not' ? one : [one, { $ref: '#/components/schemas/One' }] };
    const tool = await convertOne(withBody(schema), schemas({ One: one }));
    expect(Object.keys(tool.inputSchema).filter((key) => key !== '$defs')).toEqual(['type', 'properties', 'required', 'additionalProperties']);
    expect(tool.inputSchema['type']).toBe('object');
  });

  it('let a value fit two branches of oneOf, and tell branches apart by their discriminator', async () => {
    const tool = await convertOne(
      withBody({ oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }], discriminator: { propertyName: 'kind', mapping: { hund: '#/components/schemas/Dog' } } }),
      schemas({ Cat: { type: 'object' }, Dog: { type: 'object' } }),
    );
    expect(tool.inputSchema).toMatchObject({
      properties: {
        body: {
          anyOf: [
            { $ref: '#/$defs/Cat', properties: { kind: { const: 'Cat' } } },
            { $ref: '#/$defs/Dog', properties: { kind: { const: 'hund' } } },
          ],
        },
      },
    });
  });

  it('keep properties called like keywords', async () => {
    const properties = { nullable: { type: 'boolean' }, example: { type: 'string' }, $ref: { type: 'string' }, properties: { type: 'object' }, readOnly: { type: 'boolean' }, default: { type: 'string' } };
    const tool = await convertOne(withBody({ type: 'object', properties }));
    expect(tool.inputSchema).toMatchObject({ properties: { body: { properties } } });
  });

  it('keep a property called __proto__ without touching any prototype', async () => {
    const { tools } = toTools(await load(JSON.parse(`{"paths":{"/a":{"post":{"requestBody":{"content":{"application/json":{"schema":{"properties":{"__proto__":{"type":"string"},"constructor":{"type":"string"}}}}}}}}}}`) as Record<string, unknown>));
    expect(JSON.stringify(tools[0]?.inputSchema)).toContain('"__proto__":{"type":"string"}');
    expect(({} as Record<string, unknown>)['type']).toBeUndefined();
  });

  it('take any value where a schema is bad, and report it, without losing the document', async () => {
    const { tools, warnings } = await convert({
      paths: { '/a': { post: withBody({ type: 'object', properties: { x: 'text', y: { $ref: '#/components/schemas/None' }, z: { maxLength: 'long' } } }) }, '/b': { get: { responses: {} } } },
    });
    expect(tools).toHaveLength(2);
    expect(tools[0]?.inputSchema).toMatchObject({ properties: { body: { properties: { x: {}, y: {}, z: {} } } } });
    expect(warnings.map(({ code, pointer }) => `${code} ${pointer.split('/').slice(-2).join('/')}`)).toEqual(['SCHEMA properties/x', 'REFERENCE properties/y', 'SCHEMA z/maxLength']);
  });

  it.each([
    ['$anchor', { $ref: '#here' }, { $anchor: 'here', type: 'integer' }],
    ['$id', { $ref: 'https://schemas.test/s' }, { $id: 'https://schemas.test/s', type: 'integer' }],
    ['$dynamicAnchor', { $dynamicRef: '#here' }, { $dynamicAnchor: 'here', type: 'integer' }],
  ])('find a schema by its %s', async (_what, reference, schema) => {
    const tool = await convertOne(withBody(reference), { openapi: '3.1.0', ...schemas({ S: schema }) });
    expect(tool.inputSchema).toMatchObject({ properties: { body: { $ref: '#/$defs/S' } }, $defs: { S: { type: 'integer' } } });
  });

  it('end references that only lead to each other', async () => {
    const tool = await convertOne(withBody({ $ref: '#/components/schemas/A' }), schemas({ A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A' } }));
    expect(tool.inputSchema).toMatchObject({ properties: { body: {} } });
    expect(JSON.stringify(tool.inputSchema)).not.toContain('$ref');
  });

  it('never ask for what a security scheme or the connection sends', async () => {
    const tool = await convertOne(
      { parameters: ['Authorization', 'Accept', 'content-type', 'X-Key', 'X-Other'].map((name) => parameter(name, 'header')), security: [{ key: [] }] },
      { components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } } } },
    );
    expect(Object.keys(tool.inputSchema['properties'] as object)).toEqual(['X-Other']);
  });
});

describe('descriptions', () => {
  it('of parameters and bodies are text, and win over those of their schemas', async () => {
    const tool = await convertOne({
      parameters: [parameter('q', 'query', { description: '<p>What to <em>find</em></p>', schema: { type: 'string', description: 'Text' }, deprecated: true })],
      requestBody: { description: 'All<br>of it', content: { 'application/json': { schema: { type: 'object', description: 'Thing' }, examples: { one: { value: { a: 1 } } } } } },
    });
    expect(tool.inputSchema['properties']).toEqual({
      q: { type: 'string', description: 'What to find', deprecated: true },
      body: { type: 'object', description: 'All\nof it', examples: [{ a: 1 }] },
    });
  });
});

describe('operations', () => {
  it('override the parameters of their path', async () => {
    const { tools } = await convert({ paths: { '/a': { parameters: [parameter('p', 'query', { description: 'path' }), parameter('q', 'query')], get: { parameters: [parameter('p', 'query', { description: 'own' })], responses: {} } } } });
    expect(tools[0]?.inputSchema).toMatchObject({ properties: { p: { description: 'own' }, q: {} } });
  });

  it('get the path parameters that their author forgot, and lose those that no path has', async () => {
    const { tools, warnings } = await convert({ paths: { '/a/{id}': { get: { parameters: [parameter('other', 'path', { required: true })], responses: {} } } } });
    expect(tools[0]?.inputSchema).toMatchObject({ properties: { id: { type: 'string' } }, required: ['id'] });
    expect(warnings.map(({ code }) => code)).toEqual(['PARAMETER', 'PARAMETER']);
  });

  it('come from a path item behind a reference', async () => {
    const { tools } = await convert({ openapi: '3.1.0', paths: { '/a': { $ref: '#/components/pathItems/A' } }, components: { pathItems: { A: { get: { operationId: 'getA' } } } } });
    expect(tools.map(({ name }) => name)).toEqual(['getA']);
  });

  it('of OpenAPI 3.2 may have methods of their own; TRACE is skipped with the reason', async () => {
    const { tools, skipped } = await convert({ openapi: '3.2.0', paths: { '/a': { query: {}, trace: {}, additionalOperations: { PURGE: {} } } } });
    expect(tools.map(({ operation }) => operation.method)).toEqual(['QUERY', 'PURGE']);
    expect(skipped).toMatchObject([{ method: 'TRACE', path: '/a', code: 'METHOD', message: expect.stringContaining('cannot be called') }]);
  });

  it('carry title, description and hints', async () => {
    const tool = await convertOne({ summary: 'Remove', description: 'Removes it.', deprecated: true, operationId: 'rm' }, {}, '/a', 'delete');
    expect(tool).toMatchObject({
      name: 'rm', title: 'Remove', description: 'Deprecated.\n\nRemove\n\nRemoves it.',
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true }, _meta: { method: 'DELETE', path: '/a', operationId: 'rm' },
    });
  });

  it('take the first of the servers nearest to them', async () => {
    const { tools } = await convert({ servers: [{ url: 'https://a.test' }], paths: { '/a': { servers: [{ url: 'https://p.test' }], get: {}, post: { servers: [{ url: 'https://o.test' }] } }, '/b': { get: {} } } });
    expect(tools.map(({ operation }) => [operation.servers[0]?.url, operation.hasOwnServers])).toEqual([['https://p.test', true], ['https://o.test', true], ['https://a.test', false]]);
  });
});

describe('x-mcp', () => {
  it('names, describes and hints; what is nearer to the operation wins', async () => {
    const tool = await convertOne({ operationId: 'x', summary: 'S', 'x-mcp': { name: 'find', title: 'Find', description: 'Finds.', annotations: { readOnlyHint: true } } }, { 'x-mcp': { annotations: { readOnlyHint: false, openWorldHint: false } } });
    expect(tool).toMatchObject({ name: 'find', title: 'Find', description: 'Finds.', annotations: { readOnlyHint: true, openWorldHint: false } });
  });

  it('keeps operations from becoming tools, with the reason, unless they are enabled again', async () => {
    const { tools, skipped } = await convert({ 'x-mcp': { enabled: false }, paths: { '/a': { get: { operationId: 'a' }, post: { operationId: 'b', 'x-mcp': { enabled: true } } } } });
    expect(tools.map(({ name }) => name)).toEqual(['b']);
    expect(skipped).toMatchObject([{ code: 'DISABLED', method: 'GET', path: '/a' }]);
  });

  it('adds tags that filters see', async () => {
    const document = await load({ paths: { '/a': { get: { operationId: 'a', 'x-mcp': { tags: ['ai'] } }, post: { operationId: 'b' } } } });
    expect(toTools(document, { include: ['tag:ai'] }).tools.map(({ name }) => name)).toEqual(['a']);
  });
});

describe('output schemas', () => {
  const answering = (schema: unknown): Record<string, unknown> => ({ responses: { 200: { description: '', content: { 'application/json': { schema } } } } });

  it('tell the declared shape and hold for anything', async () => {
    const tool = await convertOne(answering({ type: 'object', required: ['name'], properties: { name: { type: 'string', description: 'Its name' } } }));
    expect(tool.outputSchema).toEqual({ type: 'object', properties: { name: { description: 'Its name', anyOf: [{ type: 'string' }, {}] } } });
    expect(tool.operation.wrapsResult).toBe(false);
  });

  it.each([[{ type: 'array', items: { type: 'string' } }], [{ type: 'string' }]])('wrap %j', async (schema) => {
    const tool = await convertOne(answering(schema));
    expect(tool.outputSchema).toEqual({ type: 'object', properties: { result: { anyOf: [schema, {}] } } });
    expect(tool.operation.wrapsResult).toBe(true);
  });

  it('are absent where nothing is declared', async () => {
    expect(await convertOne({ responses: { 204: { description: '' } } })).not.toHaveProperty('outputSchema');
  });
});

describe('Swagger 2.0', () => {
  it('becomes the same kind of tool', async () => {
    const { tools } = await convert({
      swagger: '2.0', host: 'api.test', basePath: '/v2', schemes: ['https'],
      paths: {
        '/a/{id}': {
          post: {
            consumes: ['multipart/form-data'], produces: ['image/png'],
            parameters: [
              { name: 'id', in: 'path', required: true, type: 'integer', minimum: 1, exclusiveMinimum: true },
              { name: 'tags', in: 'query', type: 'array', items: { type: 'string' }, collectionFormat: 'pipes' },
              { name: 'file', in: 'formData', type: 'file', required: true },
            ],
            responses: { 200: { description: '', schema: { type: 'file' } } },
          },
        },
        '/b': { put: { parameters: [{ name: 'b', in: 'body', schema: { $ref: '#/definitions/B' } }], responses: {} } },
      },
      definitions: { B: { type: 'object', properties: { n: { type: 'string', 'x-nullable': true }, m: { $ref: '#/definitions/C', 'x-nullable': true } } }, C: { type: 'string' } },
    });
    const [first, second] = tools;
    expect(first?.operation).toMatchObject({
      servers: [{ url: 'https://api.test/v2' }],
      parameters: [{ name: 'id' }, { name: 'tags', style: 'pipeDelimited', explode: false }],
      body: { kind: 'multipart', fields: { file: { isFile: true } } },
      responses: [{ status: '200', mediaTypes: ['image/png'] }],
    });
    expect(first?.inputSchema).toMatchObject({ properties: { id: { type: 'integer', exclusiveMinimum: 1 } } });
    expect(first).not.toHaveProperty('outputSchema');
    expect(second?.inputSchema).toMatchObject({ $defs: { B: { properties: { n: { type: ['string', 'null'] }, m: { anyOf: [{}, { type: 'null' }] } } } } });
  });
});
