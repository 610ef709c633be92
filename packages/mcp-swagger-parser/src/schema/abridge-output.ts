import { isObject, listMember, setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { shortened } from './plain-text.js';

/** How many levels of less there are. */
export const OUTPUT_DETAILS = 4;

const LONGEST_HINT = 80;

/**
 * A relaxed output schema with less detail; as before it holds for every answer. By level: types and a hint for each property, types alone, names alone,
 * and nothing.
 */
export function abridgeOutput(schema: JsonObject, level: number): JsonObject | undefined {
  if (level >= OUTPUT_DETAILS - 1) return undefined;
  const properties: JsonObject = {};
  for (const [name, property] of Object.entries(isObject(schema['properties']) ? schema['properties'] : {})) {
    setMember(properties, name, isObject(property) ? outline(property, level) : {});
  }
  return { type: 'object', properties };
}

function outline(property: JsonObject, level: number): JsonObject {
  if (level === 2) return {};
  const { description } = property;
  const [declared] = listMember(property, 'anyOf');
  const type = isObject(declared) ? declared['type'] : undefined;
  return {
    ...(level === 0 && typeof description === 'string' ? { description: shortened(description, LONGEST_HINT) } : {}),
    ...(type === undefined ? {} : { anyOf: [{ type }, {}] }),
  };
}
