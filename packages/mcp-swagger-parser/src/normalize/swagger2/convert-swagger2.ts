import { isObject, objectMember } from '../../json/json-object.js';
import type { JsonObject } from '../../json/json-object.js';
import { References } from '../../json/references.js';
import type { Warnings } from '../../warning.js';
import { mediaTypes } from './lift-body.js';
import { liftOperations } from './lift-operations.js';
import { liftSecurityScheme } from './lift-security.js';
import { liftServers } from './lift-servers.js';

/**
 * Makes a bundled Swagger 2.0 document one of OpenAPI 3.0, in place. Definitions, parameters and responses stay where they are, and are found
 * under `components` too: every reference and pointer goes on being true.
 */
export function convertSwagger2(root: JsonObject, warnings: Warnings): void {
  const references = new References(root);
  const securitySchemes = Object.entries(objectMember(root, 'securityDefinitions') ?? {}).map(([name, scheme]) => [name, liftSecurityScheme(references.follow(scheme, '#')?.value)] as const);
  root['components'] = {
    ...objectMember(root, 'components'),
    ...(isObject(root['definitions']) ? { schemas: root['definitions'] } : {}),
    ...(isObject(root['responses']) ? { responses: root['responses'] } : {}),
    securitySchemes: Object.fromEntries(securitySchemes),
  };
  liftOperations(root, { consumes: mediaTypes(root, 'consumes') ?? [], produces: mediaTypes(root, 'produces') ?? [] }, warnings);
  root['servers'] ??= liftServers(root);
}
