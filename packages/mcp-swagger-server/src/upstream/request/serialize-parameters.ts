import { isObject } from 'mcp-swagger-parser';
import type { FieldBinding, OperationBinding, ParameterBinding } from 'mcp-swagger-parser';
import { asCookieText } from './cookie-text.js';
import { encodeForm } from './encode-form.js';
import { fillTemplate } from './fill-template.js';
import { stringifyJson } from '../lossless-json.js';
import { essenceOf, isJson } from './media-type.js';
import { encode, encodeLiteral, encodeReserved } from './percent-encode.js';
import { asText, present, presentEntries, separatorOf, serializePairs, serializePathValue } from './serialize-value.js';
import type { DeepObjectLists, Notation } from './serialize-value.js';
import { UpstreamError } from '../upstream-error.js';

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
  const { template, ownQuery } = cutPath(operation.path);
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
        setHeader(result.headers, parameter, headerValue(value, parameter));
        break;
      case 'cookie':
        result.cookies.push(...cookiePairs(value, parameter, notation));
        break;
    }
  }
  result.path = fillTemplate(template, pathValues);
  return result;
}

/** Most paths of documents are nothing but a template. */
function cutPath(path: string): { template: string; ownQuery: string } {
  if (!path.includes('?') && !path.includes('#')) return { template: path, ownQuery: '' };
  const [template = '', ownQuery = ''] = (path.split('#')[0] ?? '').split('?');
  return { template, ownQuery };
}

function encoderOf({ allowReserved, in: place }: ParameterBinding): (text: string) => string {
  if (!allowReserved) return encode;
  // A question mark would end the path.
  return place === 'path' ? (text) => encodeReserved(text).replaceAll('?', '%3F') : encodeReserved;
}

function pathValue(value: unknown, parameter: ParameterBinding, notation: Notation): string {
  const text = parameter.mediaType === undefined ? serializePathValue(value, notation) : encode(asContent(value, parameter.mediaType));
  if (text !== '') return text;
  throw new UpstreamError('ARGUMENT_INVALID', `${parameter.argument} is empty, and an empty path segment would address something else; nothing was sent.`);
}

function setHeader(headers: Record<string, string>, { name, argument }: ParameterBinding, text: string | undefined): void {
  if (text === undefined) return;
  if (/[\r\n\0]/.test(text)) throw new UpstreamError('ARGUMENT_INVALID', `${argument} goes into a header, so it may not hold line breaks; nothing was sent.`);
  headers[name] = text;
}

function asContent(value: unknown, mediaType: string, fields: Record<string, FieldBinding> = {}, deepObjectLists: DeepObjectLists = 'repeat'): string {
  if (mediaType.includes('form-urlencoded') && isObject(value)) return encodeForm(value, fields, deepObjectLists);
  return isJson(essenceOf(mediaType)) || typeof value !== 'string' ? stringifyJson(value) : value;
}

/** The whole query: a form stands as it is, any other text is encoded as one (OpenAPI 3.2 "querystring"). */
function wholeQuery(value: unknown, { mediaType = 'text/plain', fields }: ParameterBinding, { deepObjectLists }: Notation): string[] {
  const text = asContent(value, mediaType, fields, deepObjectLists);
  if (text === '') return [];
  return [mediaType.includes('form-urlencoded') ? encodeLiteral(text) : encode(text)];
}

/** Style simple without percent-encoding, but a comma inside an item must not look like one between items; undefined when nothing is in it. */
function headerValue(value: unknown, parameter: ParameterBinding): string | undefined {
  const separator = separatorOf(parameter.style);
  const item = (part: unknown): string => asText(part).replaceAll(separator, encodeURIComponent(separator));
  if (parameter.mediaType !== undefined) return asAscii(asContent(value, parameter.mediaType), parameter.mediaType);
  if (Array.isArray(value)) return present(value).map(item).join(separator) || undefined;
  if (isObject(value)) return presentEntries(value).map(([key, part]) => `${item(key)}${parameter.explode ? '=' : ','}${item(part)}`).join(',') || undefined;
  return asText(value);
}

/** JSON has escapes for what a header can hardly carry. */
function asAscii(text: string, mediaType: string): string {
  if (!isJson(essenceOf(mediaType))) return text;
  return text.replaceAll(/[^\p{ASCII}]/gu, (character) => Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join(''));
}

function cookiePairs(value: unknown, parameter: ParameterBinding, notation: Notation): string[] {
  if (parameter.mediaType !== undefined) return [`${encode(parameter.name)}=${encode(asContent(value, parameter.mediaType))}`];
  // Style cookie (OpenAPI 3.2) encodes nothing; even so, a value cannot hold what would end it.
  if (parameter.style === 'cookie') return serializePairs(value, { ...notation, encode: asCookieText, style: 'form' });
  const encoded = (text: string): string => notation.encode(text).replaceAll(/[;,]/g, (character) => encodeURIComponent(character));
  // Style form would repeat the cookie for each item, which servers do not read.
  return serializePairs(value, { ...notation, encode: encoded, style: 'form', explode: parameter.explode && !Array.isArray(value) });
}
