import { isObject } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';

// Definitions, parameters and answers are shared by tools, so each is measured once.
const sizes = new WeakMap<object, number>();
const wholes = new WeakMap<object, number>();

/** How many characters a schema with its properties and definitions is as JSON. */
export function jsonSize(schema: JsonObject): number {
  const before = wholes.get(schema);
  if (before !== undefined) return before;
  const { properties, $defs } = schema;
  const size = restSize(schema) + (isObject(properties) ? mapSize(properties) + 16 : 0) + (isObject($defs) ? mapSize($defs) + 11 : 0);
  wholes.set(schema, size);
  return size;
}

/** How many characters a schema without its properties and definitions is as JSON. */
export function restSize(schema: JsonObject): number {
  const { $defs: _$defs, properties: _properties, ...rest } = schema;
  return JSON.stringify(rest).length;
}

/** How many characters the members of a map of schemas are as JSON. */
function mapSize(map: JsonObject): number {
  let size = wholes.get(map) ?? 0;
  if (size > 0) return size;
  for (const name in map) size += name.length + 4 + definitionSize(map[name]);
  wholes.set(map, size);
  return size;
}

/** How many characters a schema that is shared is as JSON. */
export function definitionSize(definition: unknown): number {
  if (!isObject(definition)) return JSON.stringify(definition)?.length ?? 0;
  const before = sizes.get(definition);
  if (before !== undefined) return before;
  const size = JSON.stringify(definition).length;
  sizes.set(definition, size);
  return size;
}
