/** A document that converts by most of the ways there are, and whose list is long enough to be abridged: what runs for it is compiled for others as well. */
export function exampleDocument() {
  const text = 'What a [thing](https://api.example/things) is, with <b>how</b> and why. One of many.\n\n'.repeat(12);
  const ref = (name) => ({ $ref: `#/components/schemas/${name}` });
  const kinds = Array.from({ length: 40 }, (_, index) => `Kind${index}`);
  const schemas = {
    Base: { type: 'object', required: ['kind'], discriminator: { propertyName: 'kind', mapping: { one: '#/components/schemas/Kind1' } }, properties: { kind: { type: 'string' }, id: { type: 'integer', format: 'int64', readOnly: true } } },
    ...Object.fromEntries(kinds.map((kind, index) => [kind, kindSchema(index)])),
    Error: { type: 'object', properties: { code: { type: 'string', nullable: true }, message: { type: 'string', example: 'no such thing' } } },
  };

  function kindSchema(index) {
    const own = {
      name: { type: 'string', minLength: 1, maxLength: 63, pattern: '^[a-z]+$', description: text },
      state: { type: 'string', enum: ['new', 'old', 'gone'], default: 'new', nullable: true },
      labels: { type: 'object', additionalProperties: { type: 'string' }, description: text },
      parts: { type: 'array', items: ref(`Kind${(index + 1) % kinds.length}`), maxItems: 10, uniqueItems: false },
      either: { oneOf: [{ type: 'string' }, { type: 'integer', minimum: 1, exclusiveMinimum: true }, ref('Base')] },
      secret: { type: 'string', format: 'password', writeOnly: true, description: text },
      made: { type: 'string', format: 'date-time', readOnly: true },
      size: { anyOf: [{ type: 'number' }, { type: 'string' }], deprecated: true, 'x-order': index },
    };
    return index % 3 === 0 ? { allOf: [ref('Base'), { type: 'object', properties: own, required: ['name', 'made'] }] } : { type: 'object', description: text, properties: own, required: ['name'] };
  }

  const paths = {};
  for (const [index, kind] of kinds.entries()) {
    const answers = { 200: { description: 'done', content: { 'application/json': { schema: ref(kind) } }, headers: { 'X-Total': { schema: { type: 'integer' } } } }, default: { $ref: '#/components/responses/Failed' } };
    const list = { 200: { description: 'some', content: { 'application/json': { schema: { type: 'array', items: ref(kind) } }, 'application/xml': { schema: { type: 'array', items: ref(kind) } } } } };
    const body = (...types) => ({ required: true, description: text, content: Object.fromEntries(types.map((type) => [type, { schema: ref(kind), example: { name: 'a' } }])) });
    const about = { tags: [`tag${index % 5}`], summary: `Does something to a ${kind}`, description: text };
    paths[`/things/${kind}`] = {
      get: {
        ...about,
        operationId: `list${kind}`,
        parameters: [
          { $ref: '#/components/parameters/Limit' },
          { name: 'filter', in: 'query', style: 'deepObject', explode: true, schema: { type: 'object', properties: { name: { type: 'string' } } } },
          { name: 'ids', in: 'query', style: 'form', explode: false, schema: { type: 'array', items: { type: 'integer' } }, description: text },
          { name: 'X-Trace', in: 'header', schema: { type: 'string' } },
          { name: 'where', in: 'query', content: { 'application/json': { schema: ref(kind) } } },
        ],
        responses: list,
      },
      post: { ...about, operationId: `create_${kind}`, security: [{ key: [] }, { login: ['write'] }], requestBody: body('application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'), responses: answers },
      parameters: [{ name: 'dryRun', in: 'query', schema: { type: 'boolean', default: false }, description: text }],
    };
    paths[`/things/${kind}/{id}`] = {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' }, description: text }],
      get: { ...about, operationId: `get ${kind}`, responses: answers },
      put: { ...about, requestBody: body('application/json'), responses: answers },
      patch: { ...about, operationId: `${kind}.change`, requestBody: body('application/merge-patch+json', 'application/json-patch+json'), responses: answers },
      delete: { ...about, deprecated: true, operationId: `delete${kind}`, responses: { 204: { description: 'gone' } } },
    };
  }
  return {
    openapi: '3.0.3',
    info: { title: 'Things', version: '1', description: text },
    servers: [{ url: 'https://{region}.api.example/v1', variables: { region: { default: 'eu', enum: ['eu', 'us'] } } }],
    security: [{ key: [] }],
    paths,
    components: {
      schemas,
      parameters: { Limit: { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 }, description: text } },
      responses: { Failed: { description: 'failed', content: { 'application/problem+json': { schema: ref('Error') } } } },
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'X-Key' },
        login: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://api.example/token', scopes: { write: 'to write' } } } },
      },
    },
  };
}
