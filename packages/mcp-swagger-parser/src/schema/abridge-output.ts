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
function abridgeOutput(schema: JsonObject, level: number): JsonObject | undefined {
  if (level >= OUTPUT_DETAILS - 1) return undefined;
  const properties: JsonObject = {};
  for (const [name, property] of Object.entries(isObject(schema['properties']) ? schema['properties'] : {})) {
    setMember(properties, name, isObject(property) ? outline(property, level) : {});
  }
  return { type: 'object', properties };
}

/** The smaller versions of an output schema that tools share, each made when it is first needed. */
export class SmallerOutputs {
  readonly #levels: ({ schema: JsonObject | undefined; size: number } | undefined)[] = [];

  constructor(private readonly whole: JsonObject) {}

  schema(level: number): JsonObject | undefined {
    return this.#at(level).schema;
  }

  /** How many characters it is as JSON; 0 for none. */
  size(level: number): number {
    return this.#at(level).size;
  }

  #at(level: number): { schema: JsonObject | undefined; size: number } {
    const before = this.#levels[level];
    if (before !== undefined) return before;
    const schema = abridgeOutput(this.whole, level);
    return (this.#levels[level] = { schema, size: schema === undefined ? 0 : sizeOf(schema) });
  }
}

/** As jsonSize has it, with a comma after each property, in one go: nobody else asks for these. */
function sizeOf(schema: JsonObject): number {
  for (const _name in schema['properties'] as JsonObject) return JSON.stringify(schema).length + 1;
  return JSON.stringify(schema).length;
}

function outline(property: JsonObject, level: number): JsonObject {
  if (level === 2) return {};
  const { description } = property;
  const [declared] = listMember(property, 'anyOf');
  const type = isObject(declared) ? declared['type'] : undefined;
  const told: JsonObject = {};
  if (level === 0 && typeof description === 'string') told['description'] = shortened(description, LONGEST_HINT);
  if (type !== undefined) told['anyOf'] = [{ type }, {}];
  return told;
}
