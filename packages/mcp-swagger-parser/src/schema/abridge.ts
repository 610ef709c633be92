import { isObject, setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { edgesOf } from './definition-edges.js';
import type { Edge } from './definition-edges.js';
import { shortenSchema } from './shorten-schema.js';
import type { Detail } from './detail.js';

// Definitions are shared by tools, so each is abridged once for each way in which it is used.
const abridged = new WeakMap<Detail, WeakMap<object, Map<string, JsonObject>>>();

/**
 * An input schema with less detail. It takes every value that the schema itself takes: what is left out only explains, or loosens. Arguments, their own
 * properties and what is required keep all that they ask for.
 */
export function abridge(schema: JsonObject, detail: Detail): JsonObject {
  const definitions = isObject(schema['$defs']) ? schema['$defs'] : {};
  const { $defs: _, ...root } = schema;
  const uses = schema['$defs'] === undefined ? new Map<string, Use>() : usesOf(root, definitions, detail);
  const result = shortenArguments(root, detail, definitions, uses);
  if (uses.size === 0) return result;
  const kept: JsonObject = {};
  for (const [name, definition] of Object.entries(definitions)) {
    if (isObject(definition) && uses.has(name)) setMember(kept, name, abridgedDefinition(name, definition, detail, definitions, uses));
  }
  return { ...result, $defs: kept };
}

/** Parameters are shared by tools as well, so those that refer to nothing are abridged once. */
function shortenArguments(root: JsonObject, detail: Detail, definitions: JsonObject, uses: Map<string, Use>): JsonObject {
  const stays = (name: string): boolean => uses.has(name);
  const { properties } = root;
  if (!isObject(properties)) return shortenSchema(root, 0, detail, definitions, stays, true);
  const required = Array.isArray(root['required']) ? root['required'] : [];
  const shortProperties: JsonObject = {};
  for (const [name, schema] of Object.entries(properties)) {
    if (!isObject(schema)) continue;
    const isRequired = required.includes(name);
    const make = (): JsonObject => shortenSchema(schema, 1, detail, definitions, stays, isRequired);
    setMember(shortProperties, name, edgesOf(schema).length > 0 ? make() : once(schema, detail, `argument ${isRequired}`, make));
  }
  return { ...root, properties: shortProperties };
}

/** How a schema uses a definition: the level at which it first does, and whether a value of it must be given. */
interface Use {
  depth: number;
  isRequired: boolean;
}

/** The definitions that stay. */
function usesOf(root: JsonObject, definitions: JsonObject, detail: Detail): Map<string, Use> {
  const uses = new Map<string, Use>();
  // By level, so that each is first met where it lies nearest.
  const levels: string[][] = [];
  const meet = (edge: Edge, from: Use): void => {
    if (edge.optionalDepth > 0 && from.depth + edge.optionalDepth > detail.depth) return;
    if (!isObject(definitions[edge.name])) return;
    const depth = from.depth + edge.depth;
    const isRequired = edge.depth === 0 ? from.isRequired : edge.depth > edge.optionalDepth;
    const before = uses.get(edge.name);
    if (before === undefined || depth < before.depth) {
      uses.set(edge.name, { depth, isRequired: isRequired || before?.isRequired === true });
      (levels[depth] ??= []).push(edge.name);
    } else before.isRequired ||= isRequired;
  };
  for (const edge of edgesOf(root)) meet(edge, { depth: 0, isRequired: true });
  for (let level = 0; level < levels.length; level++) {
    for (const name of levels[level] ?? []) {
      const definition = definitions[name];
      const use = uses.get(name);
      if (use?.depth === level && isObject(definition)) for (const edge of edgesOf(definition)) meet(edge, use);
    }
  }
  return uses;
}

function abridgedDefinition(name: string, definition: JsonObject, detail: Detail, definitions: JsonObject, uses: Map<string, Use>): JsonObject {
  const { depth, isRequired } = uses.get(name) ?? { depth: 1, isRequired: false };
  const others = edgesOf(definition).filter((edge) => uses.has(edge.name)).map((edge) => edge.name);
  const key = `${Math.min(depth, Number.isFinite(detail.depth) ? detail.depth + 1 : 3)} ${isRequired} ${others.join(' ')}`;
  return once(definition, detail, key, () => shortenSchema(definition, depth, detail, definitions, (other) => uses.has(other), isRequired));
}

function once(schema: JsonObject, detail: Detail, key: string, make: () => JsonObject): JsonObject {
  const bySchema = abridged.get(detail) ?? new WeakMap<object, Map<string, JsonObject>>();
  abridged.set(detail, bySchema);
  const versions = bySchema.get(schema) ?? new Map<string, JsonObject>();
  bySchema.set(schema, versions);
  const result = versions.get(key) ?? make();
  versions.set(key, result);
  return result;
}
