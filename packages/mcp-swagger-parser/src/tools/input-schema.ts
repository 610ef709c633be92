import { setMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { References } from '../json/references.js';
import type { Copy, SchemaCopier } from '../schema/schema-copier.js';
import { withoutHtml } from '../schema/plain-text.js';
import { bodySchema } from './body-schema.js';
import type { Warnings } from '../warning.js';
import type { Argument } from './name-arguments.js';
import type { SharedParameters } from './shared-parameters.js';

/** What the tools of one document have in common. */
interface Sharing {
  references: References;
  warnings: Warnings;
  parameters: SharedParameters;
}

/** The input schema of a tool: an object with one property per argument and nothing else, and the definitions they need. */
export function inputSchema(args: Argument[], copier: SchemaCopier, conversion: Sharing): JsonObject {
  const copies: Copy[] = [];
  const properties: JsonObject = {};
  const required: string[] = [];
  for (const argument of args) {
    const copy = argumentSchema(argument, copier, conversion);
    if (copy.uses.size > 0) copies.push(copy);
    setMember(properties, argument.name, copy.schema);
    if (isRequired(argument)) required.push(argument.name);
  }
  const definitions = copier.definitions(copies);
  return {
    type: 'object',
    properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
    ...(definitions === undefined ? {} : { $defs: definitions }),
  };
}

function argumentSchema(argument: Argument, copier: SchemaCopier, { references, warnings, parameters }: Sharing): Copy {
  switch (argument.fills) {
    case 'parameter': {
      const { schema, schemaPointer, description, deprecated } = argument.parameter;
      return parameters.copy(argument.parameter, copier, warnings, () => described(copier.copy(schema ?? {}, schemaPointer), description, deprecated));
    }
    case 'body':
      return described(bodySchema(argument.body, copier, references), argument.body.description, false);
    case 'contentType':
    case 'accept': {
      const what = argument.fills === 'accept' ? 'answer' : 'body';
      const [first] = argument.mediaTypes;
      return { schema: { type: 'string', enum: argument.mediaTypes, description: `Media type of the ${what}; ${first ?? 'the first'} unless given.` }, uses: new Set() };
    }
  }
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
