import type { JsonObject } from '../json/json-object.js';
import { JSON_TYPES } from '../json/json-types.js';

const always = (): boolean => true;
const isFlag = (value: unknown): boolean => typeof value === 'boolean';

/** The keywords that were written otherwise once, and when they are. Of most schemas only `type` is among them. */
const IS_OLD = new Map<string, (value: unknown, schema: JsonObject) => boolean>([
  ['nullable', always],
  ['x-nullable', always],
  ['example', always],
  ['additionalItems', always],
  ['dependencies', always],
  ['pattern', always],
  ['type', (value, schema) => !JSON_TYPES.has(value) || Object.hasOwn(schema, 'enum')],
  ['items', (value) => Array.isArray(value)],
  ['exclusiveMinimum', isFlag],
  ['exclusiveMaximum', isFlag],
  ['required', (value) => !Array.isArray(value)],
]);

/** True for a schema in which nothing can be old: most are, and a look at each keyword is all they cost. */
export function isModern(schema: JsonObject): boolean {
  for (const keyword in schema) {
    const isOld = IS_OLD.get(keyword);
    if (isOld?.(schema[keyword], schema) === true) return false;
  }
  return true;
}
