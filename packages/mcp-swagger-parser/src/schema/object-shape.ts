import { isObject, listMember, objectMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { Located, References } from '../json/references.js';

/** Schemas that one is composed of, directly or through each other; each is looked at once, for it may stand in many places, and in itself. */
const MOST_PARTS = 1_000;

/** The properties of an object schema, found through references and `allOf`; each with its own pointer. */
export function objectProperties(schema: unknown, pointer: string, references: References, seen = new Set<JsonObject>()): Map<string, Located> {
  const found = new Map<string, Located>();
  const target = references.follow(schema, pointer);
  if (target === undefined || seen.has(target.value) || seen.size >= MOST_PARTS) return found;
  seen.add(target.value);
  for (const [index, part] of listMember(target.value, 'allOf').entries()) {
    const inner = objectProperties(part, append(append(target.pointer, 'allOf'), index), references, seen);
    for (const [name, located] of inner) found.set(name, located);
  }
  for (const [name, value] of Object.entries(objectMember(target.value, 'properties') ?? {})) {
    found.set(name, { value, pointer: append(append(target.pointer, 'properties'), name) });
  }
  return found;
}

/** What kind of value a schema describes, found through references and `allOf`; undefined when it does not say. */
export function valueKind(schema: unknown, references: References, seen?: Set<JsonObject>): string | undefined {
  const target = references.follow(schema, '#');
  if (target === undefined || seen?.has(target.value) === true) return undefined;
  const { type } = target.value;
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) return type.find((one: unknown): one is string => typeof one === 'string' && one !== 'null');
  if (isObject(target.value['properties'])) return 'object';
  if (isObject(target.value['items'])) return 'array';
  const parts = seen ?? new Set();
  if (parts.size >= MOST_PARTS) return undefined;
  parts.add(target.value);
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    for (const part of listMember(target.value, keyword)) {
      const kind = valueKind(part, references, parts);
      if (kind !== undefined && kind !== 'null') return kind;
    }
  }
  return undefined;
}
