import { listMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { References } from '../json/references.js';

const MOST_PARTS = 1_000;

/** True when every value of a schema is an object and none is null, as far as it says so. `known`: what was found of the schemas that it is composed of, which may stand in many places, and in themselves. */
export function isAlwaysObject(schema: unknown, references: References, known = new Map<JsonObject, boolean>()): boolean {
  const target = references.follow(schema, '#')?.value;
  if (target === undefined) return false;
  const before = known.get(target);
  if (before !== undefined || known.size >= MOST_PARTS) return before ?? false;
  // What leads back to itself is not shown to be one by that.
  known.set(target, false);
  const isOne = saysSo(target, (part) => isAlwaysObject(part, references, known));
  known.set(target, isOne);
  return isOne;
}

function saysSo(schema: JsonObject, isPartOne: (part: unknown) => boolean): boolean {
  const { type } = schema;
  if (type !== undefined) return type === 'object' || (Array.isArray(type) && type.length === 1 && type[0] === 'object');
  if (listMember(schema, 'allOf').some(isPartOne)) return true;
  for (const keyword of ['anyOf', 'oneOf']) {
    const branches = listMember(schema, keyword);
    if (branches.length > 0) return branches.every(isPartOne);
  }
  // Documents forget the type of an object more often than they mean that anything else goes too.
  return schema['properties'] !== undefined;
}
