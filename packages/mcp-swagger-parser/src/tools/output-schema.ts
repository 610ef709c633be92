import { setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { References } from '../json/references.js';
import type { SuccessSchema } from '../operations/bind-responses.js';
import { objectProperties, valueKind } from '../schema/object-shape.js';
import type { Copy, SchemaCopier } from '../schema/schema-copier.js';

// What comes back is a hint, and clients compile the output schemas of all tools: beyond this only the first level is told.
const MOST_CHARACTERS = 4_000;

/**
 * The output schema of a tool. It tells the declared shape and always holds: APIs drift from their documents, and a client that validates
 * must not throw away a good answer for it. An answer that is not an object is wrapped as `{result: …}`, as MCP wants an object.
 */
export function outputSchema(success: SuccessSchema, copier: SchemaCopier, references: References): { schema: JsonObject; wrapsResult: boolean } {
  const kind = valueKind(success.schema, references);
  const wrapsResult = kind !== undefined && kind !== 'object';
  const properties = wrapsResult ? new Map([['result', { value: success.schema, pointer: success.pointer }]]) : objectProperties(success.schema, success.pointer, references);
  const copies = new Map<string, Copy>();
  for (const [name, { value, pointer }] of properties) copies.set(name, copier.copy(value, pointer));

  const full: JsonObject = { type: 'object', properties: mapped(copies, relaxed) };
  const definitions = copier.definitions([...copies.values()]);
  if (definitions !== undefined) full['$defs'] = definitions;
  const isSmall = JSON.stringify(full).length <= MOST_CHARACTERS;
  return { schema: isSmall ? full : { type: 'object', properties: mapped(copies, outline) }, wrapsResult };
}

function mapped(copies: Map<string, Copy>, change: (schema: JsonObject) => JsonObject): JsonObject {
  const properties: JsonObject = {};
  for (const [name, { schema }] of copies) setMember(properties, name, change(schema));
  return properties;
}

/** The schema as declared, or anything. */
function relaxed(schema: JsonObject): JsonObject {
  const { description, ...rest } = schema;
  const told = typeof description === 'string' ? { description } : {};
  return Object.keys(rest).length === 0 ? told : { ...told, anyOf: [rest, {}] };
}

function outline(schema: JsonObject): JsonObject {
  const { description, type } = schema;
  return { ...(typeof description === 'string' ? { description: description.slice(0, 200) } : {}), ...(type === undefined ? {} : { anyOf: [{ type }, {}] }) };
}
