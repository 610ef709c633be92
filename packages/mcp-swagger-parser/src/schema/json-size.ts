import { isObject } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';

// Definitions and parameters are shared by tools, so each is measured once.
const sizes = new WeakMap<object, number>();

/** How many characters a schema with its properties and definitions is as JSON. */
export function jsonSize(schema: JsonObject): number {
  const { $defs, properties, ...rest } = schema;
  let size = JSON.stringify(rest).length;
  for (const [map, overhead] of [[properties, 16], [$defs, 11]] as const) {
    if (!isObject(map)) continue;
    size += overhead;
    for (const [name, inner] of Object.entries(map)) size += name.length + 4 + definitionSize(inner);
  }
  return size;
}

/** Remembers a size that somebody has measured already. */
export function rememberSize(schema: JsonObject, size: number): void {
  sizes.set(schema, size);
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
