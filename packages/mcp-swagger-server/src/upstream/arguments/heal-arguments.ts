import type { ErrorObject } from 'ajv';
import { isObject } from 'mcp-swagger-parser';
import { parseJson } from '../lossless-json.js';

/**
 * Repairs what a validator complained about, where models are known to do it: a number, list or object written as JSON text, a number where the
 * schema wants text, and one item where it wants nothing but a list. Gives a repaired copy, or undefined when nothing could be repaired. The copy has to be validated again.
 */
export function healArguments(args: Record<string, unknown>, errors: ErrorObject[]): Record<string, unknown> | undefined {
  let healed = args;
  let hasChanged = false;
  for (const error of errors) {
    if (error.keyword !== 'type') continue;
    const wanted: unknown[] = Array.isArray(error.params['type']) ? error.params['type'] : [error.params['type']];
    const tokens = error.instancePath.split('/').slice(1).map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
    const isListOnly = errors.every((other) => other.keyword !== 'type' || other.instancePath !== error.instancePath || isList(other));
    const next = replaceAt(healed, tokens, (value) => healValue(value, wanted) ?? (isListOnly ? listOf(value) : undefined));
    if (next === undefined) continue;
    healed = next as Record<string, unknown>;
    hasChanged = true;
  }
  return hasChanged ? healed : undefined;
}

function healValue(value: unknown, wanted: unknown[]): unknown {
  if (wanted.includes('string') && (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')) return String(value);
  if (typeof value !== 'string') return undefined;
  let parsed: unknown;
  try {
    // True is how Python writes it.
    parsed = parseJson(/^(true|false)$/i.test(value.trim()) ? value.trim().toLowerCase() : value.trim());
  } catch {
    return undefined;
  }
  return wanted.includes(typeOf(parsed)) || (typeOf(parsed) === 'integer' && wanted.includes('number')) ? parsed : undefined;
}

function isList({ params }: ErrorObject): boolean {
  const wanted: unknown[] = Array.isArray(params['type']) ? params['type'] : [params['type']];
  return wanted.includes('array') && wanted.every((type) => type === 'array' || type === 'null');
}

/** A list of one; undefined for what has parts itself. */
function listOf(value: unknown): unknown[] | undefined {
  return typeof value === 'object' ? undefined : [value];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'bigint') return 'integer';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** A copy with the value at a path replaced; undefined when there is nothing to replace it with. */
function replaceAt(node: unknown, [token, ...rest]: string[], change: (value: unknown) => unknown): unknown {
  if (token === undefined) return change(node);
  if (Array.isArray(node)) {
    const replaced = replaceAt(node[Number(token)], rest, change);
    return replaced === undefined ? undefined : node.with(Number(token), replaced);
  }
  if (!isObject(node) || !Object.hasOwn(node, token)) return undefined;
  const replaced = replaceAt(node[token], rest, change);
  return replaced === undefined ? undefined : { ...node, [token]: replaced };
}
