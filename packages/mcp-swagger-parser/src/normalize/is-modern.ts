import type { JsonObject } from '../json/json-object.js';

const TYPES = new Set<unknown>(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);

/** True for a schema in which nothing can be old: most are, and a look at each keyword is all they cost. */
export function isModern(schema: JsonObject): boolean {
  for (const keyword in schema) {
    switch (keyword) {
      case 'nullable':
      case 'x-nullable':
      case 'example':
      case 'additionalItems':
      case 'dependencies':
      case 'pattern':
        return false;
      case 'type':
        if (!TYPES.has(schema['type']) || Object.hasOwn(schema, 'enum')) return false;
        break;
      case 'items':
        if (Array.isArray(schema['items'])) return false;
        break;
      case 'exclusiveMinimum':
      case 'exclusiveMaximum':
        if (typeof schema[keyword] === 'boolean') return false;
        break;
      case 'required':
        if (!Array.isArray(schema['required'])) return false;
        break;
    }
  }
  return true;
}
