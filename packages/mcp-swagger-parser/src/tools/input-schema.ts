import { setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { References } from '../json/references.js';
import type { Copy, SchemaCopier } from '../schema/schema-copier.js';
import { withoutHtml } from '../schema/plain-text.js';
import type { Body } from '../operations/bind-body.js';
import { type BodyCopy, bodySchema } from './body-schema.js';
import type { Warnings } from '../warning.js';
import type { Argument } from './name-arguments.js';
import type { SharedParameters } from './shared-parameters.js';

/** What the tools of one document have in common. */
interface Sharing {
  references: References;
  warnings: Warnings;
  parameters: SharedParameters;
}

/** The input schema of a tool, and which branch of the schema of its body is for which media type. */
export interface InputSchema {
  schema: JsonObject;
  branches: number[] | undefined;
}

/** The input schema of a tool: an object with one property per argument and nothing else, and the definitions they need. */
export function inputSchema(args: Argument[], copier: SchemaCopier, conversion: Sharing): InputSchema {
  let branches: number[] | undefined;
  const copies: Copy[] = [];
  const properties: JsonObject = {};
  const required: string[] = [];
  for (const argument of args) {
    const copy = argumentSchema(argument, copier, conversion);
    if (argument.fills === 'body') ({ branches } = copy);
    if (copy.uses.size > 0) copies.push(copy);
    setMember(properties, argument.name, copy.schema);
    if (isRequired(argument)) required.push(argument.name);
  }
  const definitions = copier.definitions(copies);
  const schema: JsonObject = { type: 'object', properties };
  if (required.length > 0) schema['required'] = required;
  schema['additionalProperties'] = false;
  if (definitions !== undefined) schema['$defs'] = definitions;
  return { schema, branches };
}

function argumentSchema(argument: Argument, copier: SchemaCopier, { references, warnings, parameters }: Sharing): BodyCopy {
  switch (argument.fills) {
    case 'parameter': {
      const { schema, schemaPointer, description, deprecated } = argument.parameter;
      return parameters.copy(argument.parameter, copier, warnings, () => described(copier.copy(schema ?? {}, schemaPointer), description, deprecated));
    }
    case 'body':
      return bodyArgument(argument.body, copier, references);
    case 'contentType':
    case 'accept': {
      const what = argument.fills === 'accept' ? 'answer' : 'body';
      const [first] = argument.mediaTypes;
      return { schema: { type: 'string', enum: argument.mediaTypes, description: `Media type of the ${what}; ${first ?? 'the first'} unless given.` }, uses: new Set() };
    }
  }
}

function bodyArgument(body: Body, copier: SchemaCopier, references: References): BodyCopy {
  const copy = bodySchema(body, copier, references);
  const told = described(copy, body.description, false);
  return copy.branches === undefined ? told : { ...told, branches: copy.branches };
}

function isRequired(argument: Argument): boolean {
  if (argument.fills === 'parameter') return argument.parameter.required;
  return argument.fills === 'body' && argument.body.required;
}

/** What is said of the argument comes before what is said of its type. */
function described(copy: Copy, description: string | undefined, deprecated: boolean): Copy {
  if (description === undefined && !deprecated) return copy;
  const told = description === undefined ? {} : { description: withoutHtml(description) };
  return { uses: copy.uses, schema: { ...told, ...copy.schema, ...told, ...(deprecated ? { deprecated: true } : {}) } };
}
