import { isObject } from 'mcp-swagger-parser';
import type { OperationBinding, ParameterBinding } from 'mcp-swagger-parser';
import { stringifyJson } from './lossless-json.js';
import { encode, encodeLiteral, encodeReserved } from './percent-encode.js';
import { asText, serializePairs, serializePathValue } from './serialize-value.js';
import type { DeepObjectLists, Notation } from './serialize-value.js';
import { UpstreamError } from './upstream-error.js';

/** The parameters of a request, each in its place. */
export interface SerializedParameters {
  /** Starts with `/`; no query. */
  path: string;
  /** Encoded `name=value` parts. */
  query: string[];
  headers: Record<string, string>;
  /** Encoded `name=value` parts. */
  cookies: string[];
}

/** Writes the arguments of an operation into path, query, headers and cookies. Throws UpstreamError when a value cannot stand in its place. */
export function serializeParameters(operation: OperationBinding, args: Record<string, unknown>, deepObjectLists: DeepObjectLists): SerializedParameters {
  const [template = '', ownQuery = ''] = (operation.path.split('#')[0] ?? '').split('?');
  const result: SerializedParameters = { path: '', query: ownQuery === '' ? [] : [encodeLiteral(ownQuery)], headers: {}, cookies: [] };
  const pathValues = new Map<string, string>();
  for (const parameter of operation.parameters) {
    const value = Object.hasOwn(args, parameter.argument) ? args[parameter.argument] : undefined;
    if (value === undefined || value === null) continue;
    const notation: Notation = {
      name: parameter.name,
      style: parameter.style,
      explode: parameter.explode,
      encode: encoderOf(parameter),
      deepObjectLists,
    };
    switch (parameter.in) {
      case 'path':
        pathValues.set(parameter.name, pathValue(value, parameter, notation));
        break;
      case 'query':
        result.query.push(...(parameter.mediaType === undefined ? serializePairs(value, notation) : [`${encode(parameter.name)}=${notation.encode(asContent(value, parameter.mediaType))}`]));
        break;
      case 'querystring':
        result.query.push(...wholeQuery(value, parameter, notation));
        break;
      case 'header':
        result.headers[parameter.name] = headerValue(value, parameter);
        break;
      case 'cookie':
        result.cookies.push(...cookiePairs(value, parameter, notation));
        break;
    }
  }
  result.path = fillTemplate(template, pathValues);
  return result;
}

function encoderOf({ allowReserved, in: place }: ParameterBinding): (text: string) => string {
  if (!allowReserved) return encode;
  // A question mark would end the path.
  return place === 'path' ? (text) => encodeReserved(text).replaceAll('?', '%3F') : encodeReserved;
}

function pathValue(value: unknown, parameter: ParameterBinding, notation: Notation): string {
  const text = parameter.mediaType === undefined ? serializePathValue(value, notation) : encode(asContent(value, parameter.mediaType));
  const refused = (reason: string): UpstreamError => new UpstreamError('ARGUMENT_INVALID', `${parameter.argument} ${reason}; nothing was sent.`);
  if (text === '') throw refused('is empty, and an empty path segment would address something else');
  if (isDotSegment(asText(value))) throw refused(`is ${JSON.stringify(asText(value))}, and a path segment of dots would address something else`);
  // With allowReserved a value may hold slashes; then each part is a segment.
  if (text.split('/').some(isDotSegment)) throw refused('holds a path segment of dots, which would address something else');
  return text;
}

/** `.` and `..`, however often their dots are percent-encoded: some servers decode twice. */
function isDotSegment(text: string): boolean {
  if (!/^(?:\.|%)/.test(text)) return false;
  let decoded = text;
  for (let round = 0; round < 3; round++) decoded = decoded.replaceAll(/%25/gi, '%').replaceAll(/%2e/gi, '.');
  return decoded === '.' || decoded === '..';
}

function fillTemplate(template: string, values: Map<string, string>): string {
  const path = template
    .split(/(\{[^{}]+\})/)
    .map((part) => {
      if (!/^\{[^{}]+\}$/.test(part)) return encodeLiteral(part);
      const value = values.get(part.slice(1, -1));
      if (value === undefined) throw new UpstreamError('ARGUMENT_INVALID', `The path needs ${part.slice(1, -1)}, and it was not given; nothing was sent.`);
      return value;
    })
    .join('');
  // Two harmless values side by side can make a segment of dots.
  if (path.split('/').some(isDotSegment)) throw new UpstreamError('ARGUMENT_INVALID', 'The arguments make a path segment of dots, which would address something else; nothing was sent.');
  return path.startsWith('/') ? path : `/${path}`;
}

function asContent(value: unknown, mediaType: string): string {
  return /json/i.test(mediaType) || typeof value !== 'string' ? stringifyJson(value) : value;
}

function wholeQuery(value: unknown, parameter: ParameterBinding, notation: Notation): string[] {
  if (parameter.mediaType?.includes('form-urlencoded') === true && isObject(value)) return serializePairs(value, { ...notation, style: 'form', explode: true });
  const text = asContent(value, parameter.mediaType ?? 'text/plain');
  return text === '' ? [] : [typeof value === 'string' ? encodeReserved(text) : encode(text)];
}

/** Style simple without percent-encoding, but a comma inside an item must not look like one between items. */
function headerValue(value: unknown, parameter: ParameterBinding): string {
  const item = (part: unknown): string => asText(part).replaceAll(',', '%2C');
  let text: string;
  if (parameter.mediaType !== undefined) text = asContent(value, parameter.mediaType);
  else if (Array.isArray(value)) text = value.map(item).join(',');
  else if (isObject(value)) text = Object.entries(value).map(([key, part]) => `${key}${parameter.explode ? '=' : ','}${item(part)}`).join(',');
  else text = asText(value);
  if (/[\r\n\0]/.test(text)) throw new UpstreamError('ARGUMENT_INVALID', `${parameter.argument} goes into a header, so it may not hold line breaks; nothing was sent.`);
  return text;
}

function cookiePairs(value: unknown, parameter: ParameterBinding, notation: Notation): string[] {
  if (parameter.mediaType !== undefined) return [`${parameter.name}=${encode(asContent(value, parameter.mediaType))}`];
  // Style form would repeat the cookie for each item, which servers do not read; style cookie (OpenAPI 3.2) means just that.
  const explode = Array.isArray(value) && parameter.style === 'form' ? false : parameter.explode;
  return serializePairs(value, { ...notation, style: 'form', explode });
}
