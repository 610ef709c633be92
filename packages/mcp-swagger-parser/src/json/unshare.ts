import { isObject, setMember } from './json-object.js';
import type { JsonObject } from './json-object.js';

/** A copy in which no object stands in two places. The value may not contain itself. */
export function unshare(value: JsonObject): JsonObject;
export function unshare(value: unknown): unknown;
export function unshare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => unshare(item));
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const [name, member] of Object.entries(value)) setMember(copy, name, unshare(member));
  return copy;
}
