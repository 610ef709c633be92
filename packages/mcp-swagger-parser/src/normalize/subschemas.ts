import { isObject } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';

/** Keywords whose value is one schema. */
export const SINGLE = new Set(['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames', 'unevaluatedItems', 'unevaluatedProperties', 'contentSchema']);
/** Keywords whose value is a list of schemas. */
export const LISTS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
/** Keywords whose value maps names to schemas. */
export const MAPS = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions']);

/** The schemas directly inside a schema, with their pointers. */
export function* subschemas(schema: JsonObject, pointer: string): Generator<[unknown, string]> {
  for (const [keyword, value] of Object.entries(schema)) {
    const here = append(pointer, keyword);
    if (SINGLE.has(keyword)) yield [value, here];
    else if (LISTS.has(keyword) && Array.isArray(value)) {
      for (const [index, item] of value.entries()) yield [item, append(here, index)];
    } else if (MAPS.has(keyword) && isObject(value)) {
      for (const [name, item] of Object.entries(value)) yield [item, append(here, name)];
    }
  }
}
