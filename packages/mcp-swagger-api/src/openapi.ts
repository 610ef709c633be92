import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** The OpenAPI document of the REST API, made of its controllers. */
export function openApiOf(application: INestApplication): OpenAPIObject {
  const description = 'MCP servers made of OpenAPI documents: configure them, run them, see who is connected. Errors are RFC 9457 problems with a stable `code`.';
  const config = new DocumentBuilder().setTitle('mcp-swagger-server').setDescription(description).setVersion('0.1.0').build();
  return SwaggerModule.createDocument(application, config, { operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}` });
}

/** Serves it as `/api/openapi.json`, and for people as `/api/docs`. */
export function describeApi(application: INestApplication): void {
  SwaggerModule.setup('api/docs', application, () => openApiOf(application), { jsonDocumentUrl: 'api/openapi.json', yamlDocumentUrl: 'api/openapi.yaml' });
}
