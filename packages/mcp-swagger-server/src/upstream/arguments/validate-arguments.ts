import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, Options, ValidateFunction } from 'ajv/dist/2020.js';
import { isObject } from 'mcp-swagger-parser';
import type { JsonObject, Tool } from 'mcp-swagger-parser';
import { boundedPattern } from './bounded-pattern.js';
import { type ChosenSchema, chosenSchema } from './chosen-schema.js';
import { healArguments } from './heal-arguments.js';
import { misspeltProperty } from './misspelt-property.js';
import { nameArguments } from './name-arguments.js';
import { parseBodyText } from './parse-body-text.js';
import { tellProblems } from './tell-problems.js';
import { UpstreamError } from '../upstream-error.js';

const MOST_REPAIRS = 5;

const OPTIONS: Options = {
  strict: false,
  allErrors: true,
  logger: false,
  addUsedSchema: false,
  // A format is a remark (JSON Schema 2020-12 section 7.2.1): servers take dates without a zone and addresses of their own kind.
  validateFormats: false,
  // multipleOf: 0.01 must take 1.1; the exact quotient is not a whole number.
  multipleOfPrecision: 8,
  code: { regExp: boundedPattern },
};

/** Checks arguments against the input schemas of tools. Each schema is compiled when its tool is called first. */
export class ArgumentValidator {
  /** Made for the first call: its own schemas are some milliseconds of every start. */
  #ajv: Ajv2020 | undefined;
  readonly #validators = new Map<string, ValidateFunction | undefined>();

  /** The arguments as they are sent: named, repaired, without empty ones. Throws UpstreamError that says what was expected. */
  validate(tool: Tool, given: Record<string, unknown>): Record<string, unknown> {
    let args = this.#withoutNullBody(tool, withoutNulls(tool, nameArguments(tool, given)));
    for (let repairs = 0; ; repairs++) {
      const errors = this.#errors(tool, args);
      if (errors.length === 0) break;
      const healed = repairs < MOST_REPAIRS ? healArguments(args, errors) : undefined;
      if (healed === undefined) throw new UpstreamError('ARGUMENT_INVALID', `${tool.name} cannot be called like this: ${tellProblems(errors, args)}. Nothing was sent.`);
      args = healed;
    }
    const parsed = parseBodyText(tool, args);
    if (parsed !== undefined && this.#errors(tool, parsed).length === 0) args = parsed;
    refuseMisspelt(tool, args);
    return args;
  }

  /** A body that may be left out and cannot be null is left out by null. */
  #withoutNullBody(tool: Tool, args: Record<string, unknown>): Record<string, unknown> {
    const { body } = tool.operation;
    if (body === undefined || body.required || args[body.argument] !== null || this.#errors(tool, args).length === 0) return args;
    const { [body.argument]: _, ...rest } = args;
    return rest;
  }

  #errors(tool: Tool, args: Record<string, unknown>): ErrorObject[] {
    const validate = this.#compiled(chosenSchema(tool, args));
    try {
      const numbers = isFlat(args) ? args : (asNumbers(args) as Record<string, unknown>);
      if (validate === undefined || validate(numbers)) return [];
      if (!isPartialChange(tool, args)) return validate.errors ?? [];
      return validate(withoutNullMembers(numbers)) ? [] : (validate.errors ?? []);
    } catch {
      // A schema that includes itself without end cannot be checked; the upstream judges then.
      return [];
    }
  }

  #compiled({ key, schema }: ChosenSchema): ValidateFunction | undefined {
    if (!this.#validators.has(key)) this.#validators.set(key, this.#compile(schema));
    return this.#validators.get(key);
  }

  #compile(schema: JsonObject): ValidateFunction | undefined {
    try {
      this.#ajv ??= new Ajv2020(OPTIONS);
      return this.#ajv.compile(schema);
    } catch {
      // A schema that cannot be compiled cannot refuse anything either.
      return undefined;
    }
  }
}

/** null is a value in a body; everywhere else it is how models leave an argument out. */
function withoutNulls(tool: Tool, args: Record<string, unknown>): Record<string, unknown> {
  const { body, parameters } = tool.operation;
  for (const { argument, required } of parameters) {
    if (required && args[argument] === null) throw new UpstreamError('ARGUMENT_INVALID', `${tool.name} needs ${argument}; it cannot be null. Nothing was sent.`);
  }
  const isLeftOut = (name: string): boolean => args[name] === null && name !== body?.argument;
  if (!Object.keys(args).some(isLeftOut)) return args;
  return Object.fromEntries(Object.entries(args).filter(([name]) => !isLeftOut(name)));
}

function refuseMisspelt(tool: Tool, args: Record<string, unknown>): void {
  const { properties } = tool.inputSchema;
  for (const name in args) {
    const value = args[name];
    if (typeof value !== 'object') continue;
    const found = misspeltProperty(value, isObject(properties) ? properties[name] : undefined, tool.inputSchema, name);
    if (found === undefined) continue;
    throw new UpstreamError('ARGUMENT_UNKNOWN', `${tool.name} knows no ${found.path}; did you mean ${found.meant}? Nothing was sent.`);
  }
}

/** In a merge patch null takes a member away, whatever the schema of that member says (RFC 7396); PATCH as such is used in the same way. */
function isPartialChange({ operation: { method, body } }: Tool, args: Record<string, unknown>): boolean {
  if (body === undefined) return false;
  const chosen = body.contentTypeArgument === undefined ? undefined : args[body.contentTypeArgument];
  return method === 'PATCH' || /merge-patch/i.test(typeof chosen === 'string' ? chosen : body.mediaType);
}

function withoutNullMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNullMembers);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null).map(([key, part]) => [key, withoutNullMembers(part)]));
}

/** Most arguments have no parts, and no bigint. */
function isFlat(args: Record<string, unknown>): boolean {
  for (const name in args) if (typeof args[name] === 'object' || typeof args[name] === 'bigint') return false;
  return true;
}

/** Validators know no bigint; its nearest number has the same type and sign. */
function asNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(asNumbers);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asNumbers(part)])) : value;
}
