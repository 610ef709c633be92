import { isObject } from 'mcp-swagger-parser';
import type { BodyEncoding } from 'mcp-swagger-parser';
import type { BodyOptions } from './body-options.js';
import { encodeForm } from './encode-form.js';
import { encodeMultipart } from './encode-multipart.js';
import { encodeXml } from './encode-xml.js';
import { readFileArgument } from '../arguments/file-argument.js';
import { stringifyJson } from '../lossless-json.js';
import { essenceOf, isJsonLines, isJsonSequence } from './media-type.js';
import { UpstreamError } from '../upstream-error.js';

/** A body and the type that says what it is. */
export interface EncodedBody {
  body: string | Uint8Array;
  contentType: string;
}

/** Writes the body argument in a media type. Throws UpstreamError when it cannot be written in it. */
export function encodeBody(value: unknown, encoding: BodyEncoding, { argument, deepObjectLists }: BodyOptions): EncodedBody {
  const { kind, mediaType: contentType, fields } = encoding;
  switch (kind) {
    case 'json':
      return { body: stringifyJson(value), contentType };
    case 'text':
      return asTextBody(typeof value === 'string' ? value : asLines(value, contentType), contentType);
    case 'xml':
      return { body: typeof value === 'string' ? value : encodeXml(value, encoding.xml ?? { name: 'root' }), contentType };
    case 'form':
      if (typeof value === 'string') return { body: value, contentType };
      return { body: encodeForm(objectOf(value, argument, contentType), fields, deepObjectLists), contentType };
    case 'multipart':
      return encodeMultipart(value, encoding, { argument, deepObjectLists });
    case 'binary': {
      const file = readFileArgument(value, argument);
      return { body: file.bytes, contentType: file.mimeType ?? contentType };
    }
  }
}

function objectOf(value: unknown, argument: string, contentType: string): Record<string, unknown> {
  if (isObject(value)) return value;
  throw new UpstreamError('ARGUMENT_INVALID', `${argument} is sent as ${contentType}, so it must be an object; nothing was sent.`);
}

/** Values as text: a line for each of a list where the media type is a sequence (JSON Lines, RFC 7464), else JSON. */
function asLines(value: unknown, mediaType: string): string {
  const essence = essenceOf(mediaType);
  const isSequence = isJsonSequence(essence);
  if (!isSequence && !isJsonLines(essence)) return stringifyJson(value);
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => `${isSequence ? '\u001e' : ''}${stringifyJson(item)}\n`).join('');
}

/** Text without a charset is US-ASCII to a strict reader (RFC 2046 section 4.1.2). */
function asTextBody(body: string, mediaType: string): EncodedBody {
  const isAscii = /^\p{ASCII}*$/u.test(body);
  return { body, contentType: isAscii || !/^text\//i.test(mediaType) || /charset=/i.test(mediaType) ? mediaType : `${mediaType}; charset=utf-8` };
}
