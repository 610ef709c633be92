import { listMember } from '../json/json-object.js';
import type { References } from '../json/references.js';

const MOST_DEPTH = 20;

/** True when every value of a schema is an object and none is null, as far as it says so. */
export function isAlwaysObject(schema: unknown, references: References, depth = 0): boolean {
  const target = depth < MOST_DEPTH ? references.follow(schema, '#') : undefined;
  if (target === undefined) return false;
  const { type } = target.value;
  if (type !== undefined) return type === 'object' || (Array.isArray(type) && type.length === 1 && type[0] === 'object');
  if (listMember(target.value, 'allOf').some((part) => isAlwaysObject(part, references, depth + 1))) return true;
  for (const keyword of ['anyOf', 'oneOf']) {
    const branches = listMember(target.value, keyword);
    if (branches.length > 0) return branches.every((branch) => isAlwaysObject(branch, references, depth + 1));
  }
  // Documents forget the type of an object more often than they mean that anything else goes too.
  return target.value['properties'] !== undefined;
}
