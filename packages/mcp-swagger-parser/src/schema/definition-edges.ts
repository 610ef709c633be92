import { isObject, listMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { LISTS } from '../normalize/subschemas.js';

/** A reference in a schema to a definition. */
export interface Edge {
  name: string;
  /** How many levels of properties lie between, and the level of the deepest of them that is optional. */
  depth: number;
  optionalDepth: number;
}

const NONE: ReadonlySet<string> = new Set();
const IN_PLACE = new Set(['items', 'propertyNames', 'contains', 'not', 'if', 'then', 'else', 'unevaluatedItems', 'unevaluatedProperties', 'contentSchema']);
// Definitions are shared by tools, so each is looked through once.
const known = new WeakMap<object, Edge[]>();

/** The references of a schema to definitions, of each the one that lies nearest. */
export function edgesOf(schema: JsonObject): Edge[] {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const edges = new Map<string, Edge>();
  collect(schema, 0, 0, NONE, edges);
  const list = [...edges.values()];
  known.set(schema, list);
  return list;
}

/** The name in `#/$defs/name`. */
export function definitionOf(reference: unknown): string | undefined {
  return typeof reference === 'string' && reference.startsWith('#/$defs/') ? reference.slice('#/$defs/'.length) : undefined;
}

/** The names that a schema and what it is composed into require. */
export function requiredNames(schema: JsonObject, outer: ReadonlySet<string>): ReadonlySet<string> {
  if (schema['required'] === undefined) return outer;
  const own = listMember(schema, 'required').filter((name) => typeof name === 'string');
  return own.length === 0 ? outer : new Set([...outer, ...own]);
}

function collect(schema: unknown, depth: number, optionalDepth: number, outer: ReadonlySet<string>, edges: Map<string, Edge>): void {
  if (!isObject(schema)) return;
  const name = definitionOf(schema['$ref']);
  if (name !== undefined) {
    const before = edges.get(name);
    if (before === undefined || optionalDepth < before.optionalDepth) edges.set(name, { name, depth, optionalDepth });
  }
  const required = requiredNames(schema, outer);
  for (const keyword in schema) {
    const value = schema[keyword];
    if (typeof value !== 'object' || value === null) continue;
    if (keyword === 'properties' && isObject(value)) {
      for (const property in value) collect(value[property], depth + 1, required.has(property) ? optionalDepth : depth + 1, NONE, edges);
    } else if (keyword === 'patternProperties' && isObject(value)) {
      for (const inner of Object.values(value)) collect(inner, depth + 1, depth + 1, NONE, edges);
    } else if (keyword === 'dependentSchemas' && isObject(value)) {
      for (const inner of Object.values(value)) collect(inner, depth, optionalDepth, NONE, edges);
    } else if (LISTS.has(keyword)) for (const inner of listMember(schema, keyword)) collect(inner, depth, optionalDepth, keyword === 'allOf' ? required : NONE, edges);
    else if (IN_PLACE.has(keyword)) collect(value, depth, optionalDepth, NONE, edges);
    else if (keyword === 'additionalProperties') collect(value, depth + 1, depth + 1, NONE, edges);
  }
}
