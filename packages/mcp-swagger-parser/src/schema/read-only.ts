import { isObject, listMember, member, objectMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { References } from '../json/references.js';

/** Which way a schema travels: what we send, or what comes back. */
export type Direction = 'input' | 'output';

const MOST_DEPTH = 20;
const NONE: ReadonlySet<string> = new Set();

/** Whether a property does not travel this way: readOnly ones are not sent, writeOnly ones do not come back. */
function staysBehind(schema: unknown, direction: Direction, references: References, depth = 0): boolean {
  if (!isObject(schema) || depth > MOST_DEPTH) return false;
  if (schema[direction === 'input' ? 'readOnly' : 'writeOnly'] === true) return true;
  if (typeof schema['$ref'] === 'string' && staysBehind(references.locate(schema['$ref'])?.value, direction, references, depth + 1)) return true;
  return schema['allOf'] !== undefined && listMember(schema, 'allOf').some((part) => staysBehind(part, direction, references, depth + 1));
}

/** The names of all properties of an object schema, its `allOf` included, that do not travel this way. */
export function namesLeftBehind(schema: JsonObject, direction: Direction, references: References, depth = 0): ReadonlySet<string> {
  const isComposed = schema['allOf'] !== undefined || schema['$ref'] !== undefined;
  if (depth > MOST_DEPTH || (schema['properties'] === undefined && !isComposed)) return NONE;
  let names: Set<string> | undefined;
  const properties = objectMember(schema, 'properties');
  if (properties !== undefined) {
    for (const name in properties) {
      if (staysBehind(properties[name], direction, references)) (names ??= new Set()).add(name);
    }
  }
  if (!isComposed) return names ?? NONE;
  const reference = member(schema, '$ref');
  const parts = [...listMember(schema, 'allOf'), ...(typeof reference === 'string' ? [references.locate(reference)?.value] : [])];
  for (const part of parts) {
    if (!isObject(part)) continue;
    for (const name of namesLeftBehind(part, direction, references, depth + 1)) (names ??= new Set()).add(name);
  }
  return names ?? NONE;
}
