import { isObject, listMember, member, objectMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { References } from '../json/references.js';

/** Which way a schema travels: what we send, or what comes back. */
export type Direction = 'input' | 'output';

const MOST_DEPTH = 20;

/** Whether a property does not travel this way: readOnly ones are not sent, writeOnly ones do not come back. */
export function staysBehind(schema: unknown, direction: Direction, references: References, depth = 0): boolean {
  if (!isObject(schema) || depth > MOST_DEPTH) return false;
  if (schema[direction === 'input' ? 'readOnly' : 'writeOnly'] === true) return true;
  if (typeof schema['$ref'] === 'string' && staysBehind(references.locate(schema['$ref'])?.value, direction, references, depth + 1)) return true;
  return listMember(schema, 'allOf').some((part) => staysBehind(part, direction, references, depth + 1));
}

/** The names of all properties of an object schema, its `allOf` included, that do not travel this way. */
export function namesLeftBehind(schema: JsonObject, direction: Direction, references: References, depth = 0): Set<string> {
  const names = new Set<string>();
  if (depth > MOST_DEPTH) return names;
  for (const [name, property] of Object.entries(objectMember(schema, 'properties') ?? {})) {
    if (staysBehind(property, direction, references)) names.add(name);
  }
  const parts = listMember(schema, 'allOf');
  const reference = member(schema, '$ref');
  if (typeof reference === 'string') parts.push(references.locate(reference)?.value);
  for (const part of parts) {
    if (!isObject(part)) continue;
    for (const name of namesLeftBehind(part, direction, references, depth + 1)) names.add(name);
  }
  return names;
}
