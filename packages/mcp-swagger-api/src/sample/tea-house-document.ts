/** The OpenAPI document of the sample API. Its address is not in it: the server's base URL says where it listens. */
export const teaHouseDocument = {
  openapi: '3.1.0',
  info: {
    title: 'Tea House',
    version: '1.0.0',
    description: 'A small tea shop that runs on this machine, so that there is something to call at once. Orders are forgotten when it stops.',
  },
  tags: [{ name: 'teas' }, { name: 'orders' }],
  paths: {
    '/teas': {
      get: {
        operationId: 'listTeas',
        tags: ['teas'],
        summary: 'List the teas on the menu',
        parameters: [
          { name: 'kind', in: 'query', description: 'Only teas of this kind', schema: { $ref: '#/components/schemas/Kind' } },
          { name: 'maxPrice', in: 'query', description: 'Only teas that cost at most this much a pot', schema: { type: 'number', minimum: 0 } },
        ],
        responses: {
          '200': { description: 'The menu', content: { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Tea' } } } } },
        },
      },
    },
    '/teas/{id}': {
      get: {
        operationId: 'getTea',
        tags: ['teas'],
        summary: 'Look one tea up',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', examples: ['longjing'] } }],
        responses: {
          '200': { description: 'The tea', content: { 'application/json': { schema: { $ref: '#/components/schemas/Tea' } } } },
          '404': { description: 'No such tea' },
        },
      },
    },
    '/orders': {
      post: {
        operationId: 'placeOrder',
        tags: ['orders'],
        summary: 'Order pots of one tea',
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['teaId', 'pots'],
                properties: { teaId: { type: 'string' }, pots: { type: 'integer', minimum: 1, maximum: 20 }, note: { type: 'string', maxLength: 200 } },
              },
            },
          },
        },
        responses: { '201': { description: 'Ordered', content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } } },
      },
    },
    '/orders/{number}': {
      get: {
        operationId: 'getOrder',
        tags: ['orders'],
        summary: 'See how far an order is',
        parameters: [{ name: 'number', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }],
        responses: {
          '200': { description: 'The order', content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } },
          '404': { description: 'No such order' },
        },
      },
      delete: {
        operationId: 'cancelOrder',
        tags: ['orders'],
        summary: 'Cancel an order',
        parameters: [{ name: 'number', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }],
        responses: { '204': { description: 'Cancelled' }, '404': { description: 'No such order' } },
      },
    },
  },
  components: {
    schemas: {
      Kind: { type: 'string', enum: ['green', 'black', 'oolong', 'white'] },
      Tea: {
        type: 'object',
        required: ['id', 'name', 'kind', 'price', 'steepingSeconds'],
        properties: {
          id: { type: 'string' },
          name: { type: 'string' },
          kind: { $ref: '#/components/schemas/Kind' },
          price: { type: 'number', description: 'For one pot' },
          steepingSeconds: { type: 'integer' },
        },
      },
      Order: {
        type: 'object',
        required: ['number', 'tea', 'pots', 'total', 'status'],
        properties: {
          number: { type: 'integer' },
          tea: { $ref: '#/components/schemas/Tea' },
          pots: { type: 'integer' },
          note: { type: 'string' },
          total: { type: 'number' },
          status: { type: 'string', enum: ['steeping', 'ready'] },
        },
      },
    },
  },
};
