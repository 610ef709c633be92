import { isObject, setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';

// All tools are listed to a model at once. What is dropped beyond these sizes explains; what a value may be always stays.
const MOST_CHARACTERS = 12_000;
const MOST_CHARACTERS_BRIEF = 32_000;
const LONGEST_SENTENCE = 120;
const MAPS_OF_NAMES = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs']);
const DATA = new Set(['enum', 'const', 'default']);

type Level = 'brief' | 'bare';

// Definitions are shared by tools, so each is abridged once.
const abridged: Record<Level, WeakMap<object, JsonObject>> = { brief: new WeakMap(), bare: new WeakMap() };

/** The schema, or when it is large the same with short descriptions in its definitions and no examples; when it is very large with none. */
export function abridge(schema: JsonObject): JsonObject {
  if (JSON.stringify(schema).length <= MOST_CHARACTERS) return schema;
  const brief = { ...schema, ...abridgeMember(schema, 'properties', 'brief'), ...abridgeMember(schema, '$defs', 'brief') };
  if (JSON.stringify(brief).length <= MOST_CHARACTERS_BRIEF) return brief;
  return { ...brief, ...abridgeMember(schema, '$defs', 'bare') };
}

function abridgeMember(schema: JsonObject, name: string, level: Level): JsonObject {
  const schemas = schema[name];
  return isObject(schemas) ? { [name]: each(schemas, level) } : {};
}

function each(schemas: JsonObject, level: Level): JsonObject {
  const result: JsonObject = {};
  for (const [name, schema] of Object.entries(schemas)) setMember(result, name, abridgeSchema(schema, level));
  return result;
}

function abridgeSchema(schema: unknown, level: Level): unknown {
  if (Array.isArray(schema)) return schema.map((part: unknown) => abridgeSchema(part, level));
  if (!isObject(schema)) return schema;
  const kept = abridged[level].get(schema);
  if (kept !== undefined) return kept;
  const result: JsonObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'examples' || keyword === 'title') continue;
    if (keyword === 'description') {
      if (level === 'brief' && typeof value === 'string') result[keyword] = firstSentence(value);
    } else if (DATA.has(keyword)) result[keyword] = value;
    else result[keyword] = MAPS_OF_NAMES.has(keyword) && isObject(value) ? each(value, level) : abridgeSchema(value, level);
  }
  abridged[level].set(schema, result);
  return result;
}

function firstSentence(text: string): string {
  const sentence = /^[\s\S]*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text;
  return sentence.length <= LONGEST_SENTENCE ? sentence : `${sentence.slice(0, LONGEST_SENTENCE - 1)}…`;
}
