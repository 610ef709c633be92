import type { ElicitRequestFormParams } from '@modelcontextprotocol/server';
import { isObject } from 'mcp-swagger-parser';
import type { JsonObject } from 'mcp-swagger-parser';
import { definition } from '../../upstream/arguments/name-arguments.js';

/** A form and its fields as elicitation knows them (MCP 2025-11-25 "Elicitation", Requested Schema). */
export type FormSchema = ElicitRequestFormParams['requestedSchema'];
export type FormField = FormSchema['properties'][string];

const FORMATS = ['email', 'uri', 'date', 'date-time'] as const;

/** An input schema as the field of a form; undefined for what no form can hold. What a form cannot say (a pattern) is left to the check of arguments. */
export function formField(schema: unknown, root: JsonObject): FormField | undefined {
  const resolved = resolve(schema, root);
  if (resolved === undefined) return undefined;
  const { title, description } = resolved;
  const named = { ...(typeof title === 'string' ? { title } : {}), ...(typeof description === 'string' ? { description } : {}) };
  switch (typeOf(resolved)) {
    case 'string':
      return choice(resolved, named) ?? text(resolved, named);
    case 'number':
    case 'integer':
      return { ...named, type: typeOf(resolved) === 'integer' ? 'integer' : 'number', ...numbers(resolved, 'minimum', 'maximum', 'default') };
    case 'boolean':
      return { ...named, type: 'boolean', ...(typeof resolved['default'] === 'boolean' ? { default: resolved['default'] } : {}) };
    case 'array':
      return choices(resolved, named, root);
    default:
      return undefined;
  }
}

/** A schema, or what it refers to; its own words win. */
export function resolve(schema: unknown, root: JsonObject): JsonObject | undefined {
  if (!isObject(schema)) return undefined;
  const { $ref, ...own } = schema;
  const target = definition(root, $ref);
  return target === undefined ? schema : { ...target, ...own };
}

/** The one type that is not null. */
function typeOf({ type, enum: values }: JsonObject): unknown {
  const types = (Array.isArray(type) ? type : [type]).filter((one) => one !== 'null');
  if (types.length === 1 && types[0] !== undefined) return types[0];
  return areTexts(values) ? 'string' : undefined;
}

function text(schema: JsonObject, named: object): FormField {
  const { format, default: proposed } = schema;
  const known = FORMATS.find((one) => one === format);
  return { ...named, type: 'string', ...numbers(schema, 'minLength', 'maxLength'), ...(known === undefined ? {} : { format: known }), ...(typeof proposed === 'string' ? { default: proposed } : {}) };
}

function choice(schema: JsonObject, named: object): FormField | undefined {
  const { default: proposed, enumNames } = schema;
  const rest = typeof proposed === 'string' ? { default: proposed } : {};
  const titled = titledValues(schema);
  if (titled !== undefined) return { ...named, type: 'string', oneOf: titled, ...rest };
  if (!areTexts(schema['enum'])) return undefined;
  return { ...named, type: 'string', enum: schema['enum'], ...(areTexts(enumNames) && enumNames.length === schema['enum'].length ? { enumNames } : {}), ...rest };
}

function choices(schema: JsonObject, named: object, root: JsonObject): FormField | undefined {
  const items = resolve(schema['items'], root);
  if (items === undefined) return undefined;
  const rest = { ...numbers(schema, 'minItems', 'maxItems'), ...(areTexts(schema['default']) ? { default: schema['default'] } : {}) };
  const titled = titledValues(items);
  if (titled !== undefined) return { ...named, type: 'array', items: { anyOf: titled }, ...rest };
  return areTexts(items['enum']) ? { ...named, type: 'array', items: { type: 'string', enum: items['enum'] }, ...rest } : undefined;
}

/** Values with titles, as OpenAPI writes them; the parser makes anyOf of oneOf. */
function titledValues(schema: JsonObject): { const: string; title: string }[] | undefined {
  const list = schema['anyOf'] ?? schema['oneOf'];
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const titled = list.map((one) => (isObject(one) && typeof one['const'] === 'string' ? { const: one['const'], title: typeof one['title'] === 'string' ? one['title'] : one['const'] } : undefined));
  return titled.every((one) => one !== undefined) ? titled : undefined;
}

function numbers(schema: JsonObject, ...keys: string[]): Record<string, number> {
  return Object.fromEntries(keys.flatMap((key) => (typeof schema[key] === 'number' ? [[key, schema[key]] as const] : [])));
}

function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
}
