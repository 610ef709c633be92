import { isObject, listMember, objectMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { References } from '../json/references.js';

/** Which way a schema travels: what we send, or what comes back. */
export type Direction = 'input' | 'output';

const MOST_HOPS = 20;
/** Schemas that one is composed of; each is looked at once, for it may stand in many places, and in itself. */
const MOST_PARTS = 1_000;
const NONE: ReadonlySet<string> = new Set();

/** Whether a property does not travel this way: readOnly ones are not sent, writeOnly ones do not come back. */
function staysBehind(schema: unknown, direction: Direction, references: References, seen?: Set<JsonObject>): boolean {
  let here = schema;
  for (let hops = 0; hops < MOST_HOPS && isObject(here); hops++) {
    if (here[direction === 'input' ? 'readOnly' : 'writeOnly'] === true) return true;
    if (here['allOf'] !== undefined && isPartLeftBehind(here, direction, references, seen)) return true;
    if (typeof here['$ref'] !== 'string') return false;
    here = references.locate(here['$ref'])?.value;
  }
  return false;
}

function isPartLeftBehind(schema: JsonObject, direction: Direction, references: References, seen = new Set<JsonObject>()): boolean {
  if (seen.has(schema) || seen.size >= MOST_PARTS) return false;
  seen.add(schema);
  return listMember(schema, 'allOf').some((part) => staysBehind(part, direction, references, seen));
}

/** The names of all properties of an object schema, its `allOf` included, that do not travel this way. */
export function namesLeftBehind(schema: JsonObject, direction: Direction, references: References): ReadonlySet<string> {
  let names: Set<string> | undefined;
  const parts = schema['allOf'] === undefined && schema['$ref'] === undefined ? [schema] : partsOf(schema, references);
  for (const part of parts) {
    const properties = objectMember(part, 'properties') ?? {};
    for (const name in properties) {
      if (staysBehind(properties[name], direction, references)) (names ??= new Set()).add(name);
    }
  }
  return names ?? NONE;
}

/** A schema and all that it is composed of. */
function partsOf(schema: JsonObject, references: References): Set<JsonObject> {
  const parts = new Set([schema]);
  for (const part of parts) {
    const { $ref } = part;
    for (const one of [...listMember(part, 'allOf'), ...(typeof $ref === 'string' ? [references.locate($ref)?.value] : [])]) {
      if (isObject(one) && parts.size < MOST_PARTS) parts.add(one);
    }
  }
  return parts;
}
