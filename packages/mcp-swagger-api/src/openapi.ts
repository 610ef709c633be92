import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { PRODUCT_VERSION } from './common/product-version.js';

const OF_SERVER = /^\/api\/(servers|processes)\/\{id\}/;
const METHODS = ['get', 'post', 'patch', 'put', 'delete'] as const;

type Parameter = NonNullable<NonNullable<OpenAPIObject['paths'][string]['get']>['parameters']>[number];

/** Read before any controller is, where several nodes share the servers. */
const nodeParameter = (): Parameter => ({ name: 'node', in: 'query', required: false, schema: { type: 'string', format: 'uuid' }, description: 'of a server with replicas, the node whose one is meant; without it, the first. What is changed is changed at all' });

/** Where the routes stand: below /api, but for those that orchestrators and Prometheus look for at a place of their own. */
export function placeRoutes(application: INestApplication): void {
  application.setGlobalPrefix('api', { exclude: ['health/live', 'health/ready', 'metrics'] });
}

/** The OpenAPI document of the REST API, made of its controllers. */
export function openApiOf(application: INestApplication): OpenAPIObject {
  const description = 'MCP servers made of OpenAPI documents: configure them, run them, see who is connected. Errors are RFC 9457 problems with a stable `code`.';
  const config = new DocumentBuilder().setTitle('mcp-swagger-server').setDescription(description).setVersion(PRODUCT_VERSION).build();
  const document = SwaggerModule.createDocument(application, config, { operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}` });
  for (const [path, item] of Object.entries(document.paths)) {
    if (!OF_SERVER.test(path) || path.endsWith('/replicas')) continue;
    for (const method of METHODS) item[method]?.parameters?.push(nodeParameter());
  }
  return document;
}

/** Serves it as `/api/openapi.json`, and for people as `/api/docs`. */
export function describeApi(application: INestApplication): void {
  SwaggerModule.setup('api/docs', application, () => openApiOf(application), { jsonDocumentUrl: 'api/openapi.json', yamlDocumentUrl: 'api/openapi.yaml' });
}
