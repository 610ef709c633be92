import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../json/json-object.js';

/** True when a value could be one of a schema, as far as its own `type`, `enum` and `const` say. */
export function couldBe(value: unknown, { type, enum: values, const: only }: JsonObject): boolean {
  if (Array.isArray(values) && values.length > 0 && !values.some((one) => isDeepStrictEqual(one, value))) return false;
  if (only !== undefined && !isDeepStrictEqual(only, value)) return false;
  const types: unknown[] = Array.isArray(type) ? type : type === undefined ? [] : [type];
  return types.length === 0 || types.some((one) => isOf(value, one));
}

function isOf(value: unknown, type: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
