import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { isObject } from 'mcp-swagger-parser';
import type { Tool } from 'mcp-swagger-parser';
import { healArguments } from './heal-arguments.js';
import { misspeltProperty } from './misspelt-property.js';
import { nameArguments } from './name-arguments.js';
import { asText } from './serialize-value.js';
import { UpstreamError } from './upstream-error.js';

const MOST_REPAIRS = 5;
const MOST_PROBLEMS_TOLD = 5;

/** Checks arguments against the input schemas of tools. Each schema is compiled when its tool is called first. */
export class ArgumentValidator {
  readonly #ajv = formats.default(
    // multipleOf: 0.01 must take 1.1; the exact quotient is not a whole number.
    new Ajv2020({ strict: false, allErrors: true, logger: false, addUsedSchema: false, multipleOfPrecision: 8 }),
  );
  readonly #validators = new Map<string, ValidateFunction | undefined>();

  /** The arguments as they are sent: named, repaired, without empty ones. Throws UpstreamError that says what was expected. */
  validate(tool: Tool, given: Record<string, unknown>): Record<string, unknown> {
    let args = withoutNulls(tool, nameArguments(tool, given));
    for (let repairs = 0; ; repairs++) {
      const errors = this.#errors(tool, args);
      if (errors.length === 0) break;
      const healed = repairs < MOST_REPAIRS ? healArguments(args, errors) : undefined;
      if (healed === undefined) throw new UpstreamError('ARGUMENT_INVALID', `${tool.name} cannot be called like this: ${tell(errors, args)}. Nothing was sent.`);
      args = healed;
    }
    refuseMisspelt(tool, args);
    return args;
  }

  #errors(tool: Tool, args: Record<string, unknown>): ErrorObject[] {
    const validate = this.#compiled(tool);
    try {
      return validate === undefined || validate(asNumbers(args)) ? [] : (validate.errors ?? []);
    } catch {
      // A schema that includes itself without end cannot be checked; the upstream judges then.
      return [];
    }
  }

  #compiled(tool: Tool): ValidateFunction | undefined {
    if (!this.#validators.has(tool.name)) this.#validators.set(tool.name, this.#compile(tool));
    return this.#validators.get(tool.name);
  }

  #compile(tool: Tool): ValidateFunction | undefined {
    try {
      return this.#ajv.compile(tool.inputSchema);
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
  return Object.fromEntries(Object.entries(args).filter(([name, value]) => value !== null || name === body?.argument));
}

function refuseMisspelt(tool: Tool, args: Record<string, unknown>): void {
  const { properties } = tool.inputSchema;
  for (const [name, value] of Object.entries(args)) {
    const found = misspeltProperty(value, isObject(properties) ? properties[name] : undefined, tool.inputSchema, name);
    if (found === undefined) continue;
    throw new UpstreamError('ARGUMENT_UNKNOWN', `${tool.name} knows no ${found.path}; did you mean ${found.meant}? Nothing was sent.`);
  }
}

/** Validators know no bigint; its nearest number has the same type and sign. */
function asNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(asNumbers);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asNumbers(part)])) : value;
}

function tell(errors: ErrorObject[], args: Record<string, unknown>): string {
  const problems = [...new Set(errors.filter(({ keyword }) => keyword !== 'anyOf' && keyword !== 'if').map((error) => tellOne(error, args)))];
  const told = problems.slice(0, MOST_PROBLEMS_TOLD);
  if (problems.length > told.length) told.push(`and ${problems.length - told.length} more`);
  return told.join('; ');
}

function tellOne(error: ErrorObject, args: Record<string, unknown>): string {
  const tokens = error.instancePath.split('/').slice(1);
  const place = tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~')).join('.');
  const { keyword, params } = error;
  if (keyword === 'required') return `${[place, String(params['missingProperty'])].filter(Boolean).join('.')} is missing`;
  if (keyword === 'additionalProperties') return `${[place, String(params['additionalProperty'])].filter(Boolean).join('.')} is not known`;
  const allowed: unknown = params['allowedValues'];
  const expected =
    keyword === 'type' ? `expected ${String(params['type'])}`
    : Array.isArray(allowed) ? `expected one of ${allowed.slice(0, 20).map((value) => JSON.stringify(value)).join(', ')}`
    : keyword === 'const' ? `expected ${JSON.stringify(params['allowedValue'])}`
    : `it ${error.message ?? `fails ${keyword}`}`;
  return `${place || 'the arguments'}: ${expected}, got ${brief(valueAt(args, tokens))}`;
}

function valueAt(value: unknown, tokens: string[]): unknown {
  let here: unknown = value;
  for (const token of tokens) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    here = typeof here === 'object' && here !== null && Object.hasOwn(here, name) ? (here as Record<string, unknown>)[name] : undefined;
  }
  return here;
}

function brief(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : asText(value) || String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
