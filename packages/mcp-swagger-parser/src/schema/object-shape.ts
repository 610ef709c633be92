import { isObject, listMember, objectMember } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { Located, References } from '../json/references.js';

const MOST_DEPTH = 20;

/** The properties of an object schema, found through references and `allOf`; each with its own pointer. */
export function objectProperties(schema: unknown, pointer: string, references: References, depth = 0): Map<string, Located> {
  const found = new Map<string, Located>();
  const target = depth < MOST_DEPTH ? references.follow(schema, pointer) : undefined;
  if (target === undefined) return found;
  for (const [index, part] of listMember(target.value, 'allOf').entries()) {
    const inner = objectProperties(part, append(append(target.pointer, 'allOf'), index), references, depth + 1);
    for (const [name, located] of inner) found.set(name, located);
  }
  for (const [name, value] of Object.entries(objectMember(target.value, 'properties') ?? {})) {
    found.set(name, { value, pointer: append(append(target.pointer, 'properties'), name) });
  }
  return found;
}

/** What kind of value a schema describes, found through references and `allOf`; undefined when it does not say. */
export function valueKind(schema: unknown, references: References, depth = 0): string | undefined {
  const target = depth < MOST_DEPTH ? references.follow(schema, '#') : undefined;
  if (target === undefined) return undefined;
  const { type } = target.value;
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) return type.find((one: unknown): one is string => typeof one === 'string' && one !== 'null');
  if (isObject(target.value['properties'])) return 'object';
  if (isObject(target.value['items'])) return 'array';
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    for (const part of listMember(target.value, keyword)) {
      const kind = valueKind(part, references, depth + 1);
      if (kind !== undefined && kind !== 'null') return kind;
    }
  }
  return undefined;
}
