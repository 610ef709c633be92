import { isObject, listMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';

/** A number in 0…1 that is the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A value that most likely is one of a schema; patterns and the like are not looked at. */
export function sampleValue(schema: unknown, root: JsonObject, random: () => number, depth = 0): unknown {
  if (!isObject(schema) || depth > 20) return 'anything';
  const pick = <T>(list: T[]): T | undefined => list[Math.floor(random() * list.length)];
  const reference = schema['$ref'];
  const target = typeof reference === 'string' ? (root['$defs'] as JsonObject)[reference.slice('#/$defs/'.length)] : undefined;
  const parts = [target, ...listMember(schema, 'allOf'), pick(listMember(schema, 'anyOf'))].filter(isObject);
  const values = parts.map((part) => sampleValue(part, root, random, depth + 1));
  if (schema['const'] !== undefined) return schema['const'];
  if (Array.isArray(schema['enum'])) return pick(schema['enum'] as unknown[]);
  const type = Array.isArray(schema['type']) ? pick(schema['type'] as unknown[]) : (schema['type'] ?? (isObject(schema['properties']) ? 'object' : undefined));
  const merged = Object.assign({}, ...values.filter(isObject)) as JsonObject;
  switch (type) {
    case 'object': {
      const required = listMember(schema, 'required');
      for (const [name, inner] of Object.entries(isObject(schema['properties']) ? schema['properties'] : {})) {
        if (required.includes(name) || (depth < 7 && random() < 0.4)) merged[name] = sampleValue(inner, root, random, depth + 1);
      }
      return merged;
    }
    case 'array':
      return depth > 7 ? [] : Array.from({ length: 1 + Math.floor(random() * 2) }, () => sampleValue(schema['items'], root, random, depth + 1));
    case 'integer':
    case 'number':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : typeof schema['maximum'] === 'number' ? schema['maximum'] : Math.floor(random() * 100);
    case 'boolean':
      return random() < 0.5;
    case 'null':
      return null;
    case 'string':
      return 'x'.repeat(typeof schema['minLength'] === 'number' ? schema['minLength'] : 3);
    default:
      return values.length === 0 ? pick(['text', 1, true, null, {}, []]) : values.every(isObject) ? merged : values[0];
  }
}
