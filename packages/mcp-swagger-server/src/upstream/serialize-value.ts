import { isObject } from 'mcp-swagger-parser';
import type { ParameterStyle } from 'mcp-swagger-parser';
import { stringifyJson } from './lossless-json.js';
import { encode } from './percent-encode.js';

/** How lists inside a deepObject are written: `a=1&a=2`, `a[]=1&a[]=2` or `a[0]=1&a[1]=2`; OpenAPI does not say. */
export type DeepObjectLists = 'repeat' | 'brackets' | 'indices';

/** How one value is written. */
export interface Notation {
  name: string;
  style: ParameterStyle;
  explode: boolean;
  /** Encodes names and values. */
  encode: (text: string) => string;
  deepObjectLists: DeepObjectLists;
}

/** A value as text: digits for numbers, JSON for what has parts. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  // 1e21 is how JavaScript writes it, not how anybody reads it.
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value).toString();
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return value === null || value === undefined ? '' : stringifyJson(value);
}

/** The value as it stands in a path segment: styles simple, label and matrix (RFC 6570 sections 3.2.2, 3.2.5, 3.2.7). */
export function serializePathValue(value: unknown, { name, style, explode, encode: encoded }: Notation): string {
  const item = (part: unknown): string => encoded(asText(part));
  const prefix = style === 'label' ? '.' : style === 'matrix' ? ';' : '';
  const separator = explode && prefix !== '' ? prefix : ',';
  const named = (key: string, text: string): string => (text === '' && style === 'matrix' ? key : `${key}=${text}`);
  if (Array.isArray(value)) {
    const items = value.filter((part) => part !== null && part !== undefined).map(item);
    if (style === 'matrix' && explode) return items.map((text) => `;${named(encode(name), text)}`).join('');
    return `${prefix}${style === 'matrix' ? `${encode(name)}=` : ''}${items.join(separator)}`;
  }
  if (isObject(value)) {
    const entries = presentEntries(value);
    if (explode) return `${prefix}${entries.map(([key, part]) => named(encode(key), item(part))).join(separator)}`;
    return `${prefix}${style === 'matrix' ? `${encode(name)}=` : ''}${entries.flatMap(([key, part]) => [encode(key), item(part)]).join(',')}`;
  }
  return style === 'matrix' ? `;${named(encode(name), item(value))}` : `${prefix}${item(value)}`;
}

/** The `name=value` parts of a value in a query, a form or a cookie, encoded. */
export function serializePairs(value: unknown, notation: Notation): string[] {
  const { name, style, explode, encode: encoded } = notation;
  const key = encode(name);
  const item = (part: unknown): string => encoded(asText(part));
  if (style === 'deepObject' && typeof value === 'object' && value !== null) return deepPairs(name, value, notation);
  const separator = style === 'pipeDelimited' ? '%7C' : style === 'spaceDelimited' ? '%20' : ',';
  if (Array.isArray(value)) {
    const items = value.filter((part) => part !== null && part !== undefined).map(item);
    if (explode) return items.map((text) => `${key}=${text}`);
    // A comma inside an item is not one between items, also where reserved characters may stay.
    return items.length === 0 ? [] : [`${key}=${items.map((text) => (separator === ',' ? text.replaceAll(',', '%2C') : text)).join(separator)}`];
  }
  if (isObject(value)) {
    const entries = presentEntries(value);
    if (explode) return entries.map(([entryKey, part]) => `${encode(entryKey)}=${item(part)}`);
    return entries.length === 0 ? [] : [`${key}=${entries.flatMap(([entryKey, part]) => [encode(entryKey), item(part)]).join(separator)}`];
  }
  return [`${key}=${item(value)}`];
}

function deepPairs(name: string, value: object, notation: Notation): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((part: unknown, index) => {
      const hasParts = typeof part === 'object' && part !== null;
      // Objects of a list can only be told apart by their index.
      const suffix = hasParts || notation.deepObjectLists === 'indices' ? `[${index}]` : notation.deepObjectLists === 'brackets' ? '[]' : '';
      return hasParts ? deepPairs(`${name}${suffix}`, part, notation) : [`${encode(`${name}${suffix}`)}=${notation.encode(asText(part))}`];
    });
  }
  return presentEntries(value as Record<string, unknown>).flatMap(([key, part]) =>
    typeof part === 'object' && part !== null ? deepPairs(`${name}[${key}]`, part, notation) : [`${encode(`${name}[${key}]`)}=${notation.encode(asText(part))}`],
  );
}

function presentEntries(value: Record<string, unknown>): [string, unknown][] {
  return Object.entries(value).filter(([, part]) => part !== null && part !== undefined);
}
