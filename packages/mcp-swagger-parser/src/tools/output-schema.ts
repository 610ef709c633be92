import { isObject, setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { Located, References } from '../json/references.js';
import type { Responses, SuccessSchema } from '../operations/bind-responses.js';
import { definitionSize, jsonSize } from '../schema/json-size.js';
import { isAlwaysObject } from '../schema/is-always-object.js';
import { objectProperties, valueKind } from '../schema/object-shape.js';
import { namesLeftBehind } from '../schema/read-only.js';
import type { Copy, SchemaCopier } from '../schema/schema-copier.js';

/** What output schemas tell: shapes that hold for every answer, what the document declares, or nothing. */
export type OutputSchemas = 'relaxed' | 'strict' | 'none';

/** The output schema of a tool, and whether it wraps the answer as `{result: …}`, for MCP wants an object. */
export interface OutputSchema {
  schema: JsonObject;
  wrapsResult: boolean;
}

// What comes back is a hint, and clients compile the output schemas of all tools: beyond this only the first level is told.
const MOST_CHARACTERS = 4_000;

/**
 * The output schema of a tool; undefined when its successes have none in JSON. A relaxed one tells the declared shape and always holds: APIs drift from their
 * documents, and a client that validates must not throw away a good answer for it. A strict one is what is declared, for all successes;
 * where one of them may bring something else than described JSON, it could not hold, and the relaxed one is given.
 */
export function outputSchema(answers: Responses, conversion: { output: SchemaCopier; references: References; outputSchemas: OutputSchemas; outputs: Map<string, OutputSchema> }): OutputSchema | undefined {
  const { output, references, outputSchemas, outputs } = conversion;
  const [success] = answers.successes;
  if (success === undefined || outputSchemas === 'none') return undefined;
  if (outputSchemas === 'strict' && answers.isAlwaysDescribed) return strictSchema(answers.successes, output, references);
  const key = declaredAt(success);
  const schema = outputs.get(key) ?? relaxedSchema(success, output, references);
  outputs.set(key, schema);
  return schema;
}

/** Where the schema of an answer stands, through one reference: those who say nothing but that refer to the same. */
function declaredAt({ schema, pointer }: SuccessSchema): string {
  const reference = isObject(schema) ? schema['$ref'] : undefined;
  return typeof reference === 'string' && isObject(schema) && Object.keys(schema).length === 1 ? reference : pointer;
}

function strictSchema(successes: SuccessSchema[], copier: SchemaCopier, references: References): OutputSchema {
  const wrapsResult = !successes.every(({ schema }) => isAlwaysObject(schema, references));
  const copies = successes.map(({ schema, pointer }) => {
    // A reference at the root would hide from clients what they may read there.
    const target = references.follow(schema, pointer);
    return copier.copy(target?.value ?? schema, target?.pointer ?? pointer);
  });
  const distinct = [...new Map(copies.map(({ schema }) => [JSON.stringify(schema), schema])).values()];
  const whole: JsonObject = distinct.length === 1 ? (distinct[0] ?? {}) : { anyOf: distinct };
  const definitions = copier.definitions(copies);
  return {
    schema: {
      ...(wrapsResult ? { type: 'object', properties: { result: whole }, required: ['result'] } : { ...whole, type: 'object' }),
      ...(definitions === undefined ? {} : { $defs: definitions }),
    },
    wrapsResult,
  };
}

function relaxedSchema(success: SuccessSchema, copier: SchemaCopier, references: References): OutputSchema {
  const kind = valueKind(success.schema, references);
  const wrapsResult = kind !== undefined && kind !== 'object';
  const properties = wrapsResult ? new Map([['result', { value: success.schema, pointer: success.pointer }]]) : returned(success, references);
  const copies = new Map<string, Copy>();
  for (const [name, { value, pointer }] of properties) copies.set(name, copier.copy(value, pointer));

  const definitions = copier.definitionsWithin(MOST_CHARACTERS, [...copies.values()]);
  const full = definitions === 'too large' ? undefined : smallSchema(copies, definitions);
  return { schema: full ?? { type: 'object', properties: mapped(copies, outline) }, wrapsResult };
}

/** The properties of an object that come back. */
function returned({ schema, pointer }: SuccessSchema, references: References): Map<string, Located> {
  const properties = objectProperties(schema, pointer, references);
  if (isObject(schema)) for (const name of namesLeftBehind(schema, 'output', references)) properties.delete(name);
  return properties;
}

/** The schema with all that is declared; undefined as soon as that is too much. */
function smallSchema(copies: Map<string, Copy>, definitions: JsonObject | undefined): JsonObject | undefined {
  const schema: JsonObject = { type: 'object', properties: {}, ...(definitions === undefined ? {} : { $defs: definitions }) };
  const properties: JsonObject = {};
  let size = jsonSize(schema);
  for (const [name, copy] of copies) {
    const property = relaxed(copy.schema);
    setMember(properties, name, property);
    size += name.length + 4 + definitionSize(property);
    if (size > MOST_CHARACTERS) return undefined;
  }
  return size > MOST_CHARACTERS ? undefined : { ...schema, properties };
}

function mapped(copies: Map<string, Copy>, change: (schema: JsonObject) => JsonObject): JsonObject {
  const properties: JsonObject = {};
  for (const [name, { schema }] of copies) setMember(properties, name, change(schema));
  return properties;
}

/** The schema as declared, or anything. */
function relaxed(schema: JsonObject): JsonObject {
  const { description, ...rest } = schema;
  const told: JsonObject = {};
  if (typeof description === 'string') told['description'] = description;
  for (const _keyword in rest) {
    told['anyOf'] = [rest, {}];
    break;
  }
  return told;
}

function outline(schema: JsonObject): JsonObject {
  const { description, type } = schema;
  const told: JsonObject = {};
  if (typeof description === 'string') told['description'] = description.slice(0, 200);
  if (type !== undefined) told['anyOf'] = [{ type }, {}];
  return told;
}
