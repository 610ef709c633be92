// The API that is called, as an OpenAPI document of the kind that people have: declared parameters, a declared answer.
const pet = {
  type: 'object',
  required: ['id', 'name'],
  properties: {
    id: { type: 'integer' },
    name: { type: 'string' },
    status: { type: 'string', enum: ['available', 'pending', 'sold'] },
    tags: { type: 'array', items: { type: 'string' } },
    owner: { type: 'object', properties: { name: { type: 'string' }, city: { type: 'string' } } },
    weightKg: { type: 'number' },
  },
};

/** The document of the API at an address. */
export function benchDocument(url) {
  const parameters = [
    { name: 'petId', in: 'path', required: true, schema: { type: 'integer' } },
    { name: 'fields', in: 'query', schema: { type: 'string' } },
  ];
  const responses = { 200: { description: 'a pet', content: { 'application/json': { schema: pet } } } };
  return JSON.stringify({ openapi: '3.0.3', info: { title: 'Bench', version: '1' }, servers: [{ url }], paths: { '/pets/{petId}': { get: { operationId: 'getPet', summary: 'Finds a pet', parameters, responses } } } });
}

/** The parameters of a call; `tool` is what a server calls the operation. */
export function callOf(tool, id) {
  return { name: tool, arguments: { petId: id } };
}
