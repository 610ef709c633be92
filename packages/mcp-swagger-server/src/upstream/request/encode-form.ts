import { isObject } from 'mcp-swagger-parser';
import type { FieldBinding } from 'mcp-swagger-parser';
import { stringifyJson } from '../lossless-json.js';
import { essenceOf, isJson } from './media-type.js';
import { encode, encodeReserved } from './percent-encode.js';
import { asText, serializePairs } from './serialize-value.js';
import type { DeepObjectLists } from './serialize-value.js';

/** An object as `application/x-www-form-urlencoded`: lists repeat their name and objects are JSON, unless the encoding says otherwise. */
export function encodeForm(value: Record<string, unknown>, fields: Record<string, FieldBinding>, deepObjectLists: DeepObjectLists): string {
  const pairs: string[] = [];
  for (const [name, content] of Object.entries(value)) {
    if (content === undefined) continue;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    // A plus is a blank to whoever reads a form.
    const encodeText = field?.allowReserved === true ? (text: string): string => encodeReserved(text).replaceAll('+', '%2B') : encode;
    const isStyled = field?.style !== undefined || field?.explode !== undefined || field?.allowReserved === true;
    const isInJson = field?.contentType !== undefined ? isJson(essenceOf(field.contentType)) : isObject(content);
    // The encoding's style wins over its content type (OpenAPI "Encoding Object").
    if (!isStyled && isInJson && content !== null) pairs.push(`${encode(name)}=${encodeText(stringifyJson(content))}`);
    else if (content === null || typeof content !== 'object') pairs.push(`${encode(name)}=${encodeText(asText(content))}`);
    else {
      const style = field?.style ?? 'form';
      pairs.push(...serializePairs(content, { name, style, explode: field?.explode ?? style === 'form', encode: encodeText, deepObjectLists }));
    }
  }
  return pairs.join('&');
}
