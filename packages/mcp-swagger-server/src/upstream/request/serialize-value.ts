import { isObject } from 'mcp-swagger-parser';
import type { ParameterStyle } from 'mcp-swagger-parser';
import { stringifyJson } from '../lossless-json.js';
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
  if (typeof value === 'number' && Math.abs(value) >= 1e21 && Number.isFinite(value)) return BigInt(value).toString();
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return value === null || value === undefined ? '' : stringifyJson(value);
}

/** The value as it stands in a path segment: styles simple, label and matrix (RFC 6570 sections 3.2.2, 3.2.5, 3.2.7); the empty text when nothing is in it. */
export function serializePathValue(value: unknown, { name, style, explode, encode: encoded }: Notation): string {
  // Nearly all are of this kind.
  if (style === 'simple' && typeof value !== 'object') return encoded(asText(value));
  const item = (part: unknown): string => encoded(asText(part));
  const prefix = style === 'label' ? '.' : style === 'matrix' ? ';' : '';
  const separator = explode && prefix !== '' ? prefix : encode(separatorOf(style)).replace('%2C', ',');
  const key = encode(name);
  const named = (text: string, of = key): string => (text === '' && style === 'matrix' ? of : `${of}=${text}`);
  if (Array.isArray(value)) {
    const items = present(value).map(item);
    if (items.length === 0) return '';
    if (style === 'matrix') return `;${explode ? items.map((text) => named(text)).join(';') : `${key}=${items.join(',')}`}`;
    return `${prefix}${items.join(separator)}`;
  }
  if (isObject(value)) {
    const entries = presentEntries(value).map(([entryKey, part]) => [encode(entryKey), item(part)] as const);
    if (entries.length === 0) return '';
    if (explode) return `${prefix}${entries.map(([entryKey, text]) => named(text, entryKey)).join(separator)}`;
    return `${prefix}${style === 'matrix' ? `${key}=` : ''}${entries.flat().join(',')}`;
  }
  return style === 'matrix' ? `;${named(item(value))}` : `${prefix}${item(value)}`;
}

/** What stands between the items of a list in a path or header; only Swagger 2.0 has others than the comma there. */
export function separatorOf(style: ParameterStyle): string {
  return style === 'spaceDelimited' ? ' ' : style === 'pipeDelimited' ? '|' : style === 'tabDelimited' ? '\t' : ',';
}

/** The `name=value` parts of a value in a query, a form or a cookie, encoded. */
export function serializePairs(value: unknown, notation: Notation): string[] {
  const { encode: encoded } = notation;
  // A separator inside an item is not one between items, also where reserved characters may stay.
  const inList = (text: string): string => encoded(text).replaceAll(',', '%2C');
  const delimiters = { form: ',', pipeDelimited: '%7C', spaceDelimited: '%20', tabDelimited: '%09' };
  return pairsOf(value, notation, { key: encode, text: encoded, inList, delimiters }).map(([key, text]) => `${key}=${text}`);
}

/** The same parts as they are, for where nothing is percent-encoded. */
export function serializeTexts(value: unknown, notation: Omit<Notation, 'encode'>): [string, string][] {
  const asIs = (text: string): string => text;
  return pairsOf(value, notation, { key: asIs, text: asIs, inList: asIs, delimiters: { form: ',', pipeDelimited: '|', spaceDelimited: ' ', tabDelimited: '\t' } });
}

interface Writing {
  key: (name: string) => string;
  text: (value: string) => string;
  inList: (value: string) => string;
  delimiters: { form: string; pipeDelimited: string; spaceDelimited: string; tabDelimited: string };
}

function pairsOf(value: unknown, notation: Omit<Notation, 'encode'>, write: Writing): [string, string][] {
  const { name, style, explode } = notation;
  if (typeof value !== 'object' || value === null) return [[write.key(name), write.text(asText(value))]];
  if (style === 'deepObject') return deepPairs(name, value, notation, write);
  const delimiter = style === 'pipeDelimited' || style === 'spaceDelimited' || style === 'tabDelimited' ? write.delimiters[style] : write.delimiters.form;
  if (Array.isArray(value)) {
    const items = present(value).map(asText);
    if (explode) return items.map((text) => [write.key(name), write.text(text)]);
    return items.length === 0 ? [] : [[write.key(name), items.map(write.inList).join(delimiter)]];
  }
  const entries = presentEntries(value as Record<string, unknown>);
  if (explode) return entries.map(([key, part]) => [write.key(key), write.text(asText(part))]);
  return entries.length === 0 ? [] : [[write.key(name), entries.flatMap(([key, part]) => [write.key(key), write.inList(asText(part))]).join(delimiter)]];
}

function deepPairs(name: string, value: object, notation: Omit<Notation, 'encode'>, write: Writing): [string, string][] {
  const pair = (key: string, part: unknown): [string, string][] =>
    typeof part === 'object' && part !== null ? deepPairs(key, part, notation, write) : [[write.key(key), write.text(asText(part))]];
  if (!Array.isArray(value)) return presentEntries(value as Record<string, unknown>).flatMap(([key, part]) => pair(`${name}[${key}]`, part));
  return present(value).flatMap((part, index) => {
    // Objects of a list can only be told apart by their index.
    const isIndexed = typeof part === 'object' || notation.deepObjectLists === 'indices';
    return pair(`${name}${isIndexed ? `[${index}]` : notation.deepObjectLists === 'brackets' ? '[]' : ''}`, part);
  });
}

/** The items of a list that are there. */
export function present(items: unknown[]): unknown[] {
  return items.filter((item) => item !== null && item !== undefined);
}

/** The members of an object that are there; null is left out of parameters. */
export function presentEntries(value: Record<string, unknown>): [string, unknown][] {
  return Object.entries(value).filter(([, part]) => part !== null && part !== undefined);
}
