import { isObject } from 'mcp-swagger-parser';
import type { JsonObject } from 'mcp-swagger-parser';
import { definition } from './name-arguments.js';
import { nearestName } from 'mcp-swagger-parser';

const DEEPEST = 20;

/** A property that no schema declares and that is most likely another one, misspelt. */
export interface Misspelt {
  path: string;
  meant: string;
}

/**
 * Finds a misspelt property inside an argument. JSON Schema lets any further property pass, and the API would silently ignore it; so one that is
 * nearly a declared name, while that name is missing, is taken for a mistake. Schemas that declare further properties are left alone.
 */
export function misspeltProperty(value: unknown, schema: unknown, root: JsonObject, path: string, depth = 0): Misspelt | undefined {
  if (!isObject(schema) || depth > DEEPEST) return undefined;
  const target = definition(root, schema['$ref']) ?? schema;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const found = misspeltProperty(item, target['items'], root, `${path}[${index}]`, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const { properties } = target;
  if (!isObject(value) || !isObject(properties) || !isPlainObject(target)) return undefined;
  for (const [name, part] of Object.entries(value)) {
    if (Object.hasOwn(properties, name)) {
      const found = misspeltProperty(part, properties[name], root, `${path}.${name}`, depth + 1);
      if (found !== undefined) return found;
      continue;
    }
    const meant = nearestName(name, Object.keys(properties).filter((known) => !Object.hasOwn(value, known)));
    if (meant !== undefined && name.length > 2) return { path: `${path}.${name}`, meant };
  }
  return undefined;
}

function isPlainObject(schema: JsonObject): boolean {
  return !['additionalProperties', 'unevaluatedProperties', 'patternProperties', 'allOf', 'anyOf', 'oneOf', 'if', '$ref'].some((keyword) => Object.hasOwn(schema, keyword));
}
