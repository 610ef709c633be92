import type { ErrorObject } from 'ajv/dist/2020.js';
import { soundsSecret } from '../credentials/mask-secrets.js';
import { asText } from '../request/serialize-value.js';

const MOST_TOLD = 5;
const MOST_CHOICES = 20;
const LONGEST_VALUE = 80;
// That a branch of a union fails says nothing beside why it does.
const SUMMARIES = new Set(['anyOf', 'oneOf', 'if', 'not']);

/** What a validator found wrong, for a reader: where, what was expected, what arrived. Values are cut, and those of secrets are not told. */
export function tellProblems(errors: ErrorObject[], args: Record<string, unknown>): string {
  const reasons = errors.filter(({ keyword }) => !SUMMARIES.has(keyword));
  const problems = [...new Set(mergeBranches(reasons.length === 0 ? errors : reasons).map((error) => tellOne(error, args)))];
  const told = problems.slice(0, MOST_TOLD);
  if (problems.length > told.length) told.push(`and ${problems.length - told.length} more`);
  return told.join('; ');
}

/** The branches of a union each want a type or value of their own; together they are one expectation. */
function mergeBranches(errors: ErrorObject[]): ErrorObject[] {
  const wanted = new Map<string, Set<unknown>>();
  const key = ({ keyword, instancePath }: ErrorObject): string => `${keyword === 'type' ? 'type' : 'value'} ${instancePath}`;
  for (const error of errors) {
    if (error.keyword !== 'type' && error.keyword !== 'enum' && error.keyword !== 'const') continue;
    const { type, allowedValues, allowedValue } = error.params as { type?: unknown; allowedValues?: unknown; allowedValue?: unknown };
    const known = wanted.get(key(error)) ?? new Set();
    for (const one of [type ?? allowedValues ?? allowedValue].flat()) known.add(one);
    wanted.set(key(error), known);
  }
  return errors.flatMap((error): ErrorObject[] => {
    const all = [...(wanted.get(key(error)) ?? [])];
    if (error.keyword === 'enum' || (error.keyword === 'const' && all.length > 1)) return [{ ...error, keyword: 'enum', params: { allowedValues: all } }];
    if (error.keyword !== 'type') return [error];
    // That it could have been null is no help where another branch says what is wrong inside.
    if (all.join() === 'null' && errors.some((other) => other !== error && other.instancePath.startsWith(error.instancePath))) return [];
    return [{ ...error, params: { type: all.join(' or ') } }];
  });
}

function tellOne(error: ErrorObject, args: Record<string, unknown>): string {
  const tokens = error.instancePath.split('/').slice(1).map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  const place = tokens.join('.');
  const { keyword, params } = error;
  if (keyword === 'required') return `${[place, String(params['missingProperty'])].filter(Boolean).join('.')} is missing`;
  if (keyword === 'additionalProperties') return `${[place, String(params['additionalProperty'])].filter(Boolean).join('.')} is not known`;
  const got = tokens.some(soundsSecret) ? describe(valueAt(args, tokens)) : brief(valueAt(args, tokens));
  return `${place || 'the arguments'}: ${expectation(error)}, got ${got}`;
}

function expectation({ keyword, params, message }: ErrorObject): string {
  const allowed: unknown = params['allowedValues'];
  if (keyword === 'type') return `expected ${String(params['type'])}`;
  if (keyword === 'const') return `expected ${JSON.stringify(params['allowedValue'])}`;
  if (!Array.isArray(allowed)) return `it ${message ?? `fails ${keyword}`}`;
  const choices = allowed.slice(0, MOST_CHOICES).map((value) => JSON.stringify(value)).join(', ');
  return `expected one of ${choices}${allowed.length > MOST_CHOICES ? ` and ${allowed.length - MOST_CHOICES} more` : ''}`;
}

function valueAt(value: unknown, tokens: string[]): unknown {
  let here: unknown = value;
  for (const name of tokens) here = typeof here === 'object' && here !== null && Object.hasOwn(here, name) ? (here as Record<string, unknown>)[name] : undefined;
  return here;
}

/** A value in a few words; of lists and objects only what they are, for what is in them may be secret. */
function brief(value: unknown): string {
  if (typeof value === 'object' && value !== null) return describe(value);
  const text = typeof value === 'string' ? JSON.stringify(value) : asText(value) || String(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : `a ${typeof value}`;
  const names = Object.keys(value);
  return names.length === 0 ? 'an empty object' : `an object with ${names.slice(0, 5).join(', ').slice(0, LONGEST_VALUE)}${names.length > 5 ? ', …' : ''}`;
}
