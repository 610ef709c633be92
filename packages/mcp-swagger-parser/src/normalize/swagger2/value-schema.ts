import type { JsonObject } from '../../json/json-object.js';

/** The keywords that Swagger 2.0 writes on a parameter, header or `items`, and OpenAPI 3 in a schema (Swagger 2.0, "Parameter Object"). */
const KEYWORDS = [
  'type', 'format', 'items', 'default', 'enum', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum', 'maxLength', 'minLength', 'pattern', 'maxItems', 'minItems',
  'uniqueItems', 'multipleOf', 'x-nullable', 'nullable', 'example', 'x-example',
];

/** What `type: file` is since OpenAPI 3.0. */
export const FILE = { type: 'string', format: 'binary' };

/** True for a parameter or header that says its type itself. */
export function hasValueKeywords(holder: JsonObject): boolean {
  return Object.hasOwn(holder, 'type') || Object.hasOwn(holder, 'items') || Object.hasOwn(holder, 'enum');
}

/** The schema of a value that says its type itself; `items` lose the separator, which the parameter around them gives. */
export function valueSchema(holder: JsonObject): JsonObject {
  const schema: JsonObject = {};
  for (const keyword of KEYWORDS) if (Object.hasOwn(holder, keyword)) schema[keyword === 'x-example' ? 'example' : keyword] = holder[keyword];
  return schema['type'] === 'file' ? { ...schema, ...FILE } : schema;
}
