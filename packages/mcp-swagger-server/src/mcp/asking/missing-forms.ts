import { isObject } from 'mcp-swagger-parser';
import type { JsonObject, Tool } from 'mcp-swagger-parser';
import { type FormField, formField, type FormSchema, resolve } from './form-field.js';

/** A form that a user fills, and what its answer means. */
export interface Form {
  key: string;
  message: string;
  requestedSchema: FormSchema;
  /** The arguments that an answer makes; `args` are those that were there. */
  fill(content: JsonObject, args: JsonObject): JsonObject;
}

type Argument = { name: string; schema: unknown };

/**
 * The forms that ask for the required arguments which a call lacks: one for all that are plain values, and one for each object, under its name. Empty when
 * none is lacking; undefined when one of them fits into no form, and only the caller can give it.
 */
export function missingForms(tool: Tool, args: JsonObject): Form[] | undefined {
  const root = tool.inputSchema;
  const plain: Record<string, FormField> = {};
  const forms: Form[] = [];
  for (const { name, schema } of requiredOf(root)) {
    const given = Object.hasOwn(args, name) && args[name] !== null ? args[name] : undefined;
    const field = given === undefined ? formField(schema, root) : undefined;
    if (field !== undefined) plain[name] = field;
    else if (given === undefined || isObject(given)) {
      const form = objectForm(name, schema, given, tool);
      if (form === undefined) return undefined;
      if (form !== 'complete') forms.push(form);
    }
  }
  return Object.keys(plain).length === 0 ? forms : [plainForm(plain, forms, tool), ...forms];
}

function plainForm(properties: Record<string, FormField>, others: Form[], tool: Tool): Form {
  const keys = new Set(others.map(({ key }) => key));
  return {
    key: keys.has('arguments') ? `arguments of ${tool.name}` : 'arguments',
    message: `${titleOf(tool)} needs ${Object.keys(properties).join(', ')}.`,
    requestedSchema: { type: 'object', properties, required: Object.keys(properties) },
    fill: (content, args) => ({ ...args, ...pick(content, properties) }),
  };
}

/** Of an object that is there in part, only what it requires and lacks is asked for. */
function objectForm(name: string, schema: unknown, given: JsonObject | undefined, tool: Tool): Form | 'complete' | undefined {
  const root = tool.inputSchema;
  const resolved = resolve(schema, root);
  const required = resolved === undefined ? [] : requiredOf(resolved);
  const lacking = required.filter((one) => !Object.hasOwn(given ?? {}, one.name));
  if (given !== undefined && lacking.length === 0) return 'complete';
  const properties = resolved !== undefined && isObject(resolved['properties']) ? resolved['properties'] : {};
  const asked = given === undefined ? Object.entries(properties).map(([key, value]) => ({ name: key, schema: value })) : lacking;
  const fields = Object.fromEntries(asked.flatMap((one) => {
    const field = formField(one.schema, root);
    return field === undefined ? [] : [[one.name, field] as const];
  }));
  if (Object.keys(fields).length === 0 || lacking.some((one) => !Object.hasOwn(fields, one.name))) return undefined;
  const description = resolved?.['description'];
  return {
    key: name,
    message: typeof description === 'string' ? description : `${titleOf(tool)} needs ${name}.`,
    requestedSchema: { type: 'object', properties: fields, required: lacking.map((one) => one.name) },
    fill: (content, args) => ({ ...args, [name]: { ...given, ...pick(content, fields) } }),
  };
}

function requiredOf(schema: JsonObject): Argument[] {
  const { required, properties } = schema;
  const names = Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
  return names.map((name) => ({ name, schema: isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined }));
}

function pick(content: JsonObject, fields: Record<string, FormField>): JsonObject {
  return Object.fromEntries(Object.entries(content).filter(([key]) => Object.hasOwn(fields, key)));
}

function titleOf({ title, name }: Tool): string {
  return title ?? name;
}
