import { isObject, setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { append } from '../json/json-pointer.js';
import type { References } from '../json/references.js';
import type { Body } from '../operations/bind-body.js';
import type { Parameter } from '../operations/bind-parameters.js';
import { abridge } from '../schema/abridge.js';
import { fileSchema } from '../schema/file-schema.js';
import { objectProperties } from '../schema/object-shape.js';
import type { Copy, SchemaCopier } from '../schema/schema-copier.js';

/** A parameter or the body, with the name of its argument. */
export type Argument = { name: string; parameter: Parameter } | { name: string; body: Body };

/** The input schema of a tool: an object with one property per argument and nothing else, and the definitions they need. */
export function inputSchema(args: Argument[], copier: SchemaCopier, references: References): JsonObject {
  const copies: Copy[] = [];
  const properties: JsonObject = {};
  const required: string[] = [];
  for (const argument of args) {
    const copy = 'body' in argument ? bodySchema(argument.body, copier, references) : parameterSchema(argument.parameter, copier);
    copies.push(copy);
    setMember(properties, argument.name, copy.schema);
    if ('body' in argument ? argument.body.required : argument.parameter.required) required.push(argument.name);
  }
  const definitions = copier.definitions(copies);
  return abridge({
    type: 'object',
    properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
    ...(definitions === undefined ? {} : { $defs: definitions }),
  });
}

function parameterSchema(parameter: Parameter, copier: SchemaCopier): Copy {
  const copy = copier.copy(parameter.schema ?? {}, parameter.schemaPointer);
  return described(copy, parameter.description, parameter.deprecated);
}

function bodySchema(body: Body, copier: SchemaCopier, references: References): Copy {
  if (body.kind === 'binary') return { schema: fileSchema(body.description), uses: new Set() };
  const copy = copier.copy(body.schema ?? {}, body.schemaPointer);
  if (body.kind === 'xml') return described({ schema: { anyOf: [{ type: 'string', description: 'The XML text' }, copy.schema] }, uses: copy.uses }, body.description, false);
  const files = Object.entries(body.fields).filter(([, field]) => field.isFile);
  if (files.length === 0) return described(copy, body.description, false);
  const properties = objectProperties(body.schema, body.schemaPointer, references);
  return described(withFiles(copy, files.map(([name]) => name), properties, copier), body.description, false);
}

/** Files that only their media type gives away are not known to the copier. */
function withFiles(copy: Copy, names: string[], properties: Map<string, { value: unknown; pointer: string }>, copier: SchemaCopier): Copy {
  const uses = new Set(copy.uses);
  const own = isObject(copy.schema['properties']) ? copy.schema['properties'] : undefined;
  if (own === undefined) return copy;
  const changed: JsonObject = { ...own };
  for (const name of names) {
    const located = properties.get(name);
    const description = isObject(located?.value) && typeof located.value['description'] === 'string' ? located.value['description'] : undefined;
    const isList = isObject(located?.value) && located.value['type'] === 'array';
    if (isList && isObject(located.value)) {
      const list = copier.copy({ ...located.value, items: {} }, append(located.pointer, 'items'));
      setMember(changed, name, { ...list.schema, items: fileSchema(undefined) });
    } else setMember(changed, name, fileSchema(description));
  }
  return { schema: { ...copy.schema, properties: changed }, uses };
}

function described(copy: Copy, description: string | undefined, deprecated: boolean): Copy {
  if (description === undefined && !deprecated) return copy;
  return {
    uses: copy.uses,
    schema: { ...(description === undefined ? {} : { description }), ...copy.schema, ...(description === undefined ? {} : { description }), ...(deprecated ? { deprecated: true } : {}) },
  };
}
