import type { JsonObject } from './json-object.js';

/** The pointer under which a document names its schemas: those of Swagger 2.0 stay where they were written. */
export function homeOfSchemas(root: JsonObject): string {
  return root['swagger'] === undefined || root['definitions'] === undefined ? '#/components/schemas' : '#/definitions';
}
