import { isObject } from 'mcp-swagger-parser';
import type { BodyBinding } from 'mcp-swagger-parser';
import { encodeForm } from './encode-form.js';
import { encodeMultipart } from './encode-multipart.js';
import { encodeXml } from './encode-xml.js';
import { readFileArgument } from './file-argument.js';
import { stringifyJson } from './lossless-json.js';
import type { DeepObjectLists } from './serialize-value.js';
import { UpstreamError } from './upstream-error.js';

/** A body and the type that says what it is. */
export interface EncodedBody {
  body: string | Uint8Array;
  contentType: string;
}

/** Writes the body argument in the media type of the operation. Throws UpstreamError when it cannot be written in it. */
export function encodeBody(value: unknown, binding: BodyBinding, deepObjectLists: DeepObjectLists): EncodedBody {
  const { kind, mediaType: contentType, fields, argument } = binding;
  switch (kind) {
    case 'json':
      return { body: stringifyJson(value), contentType };
    case 'text':
      return asTextBody(typeof value === 'string' ? value : stringifyJson(value), contentType);
    case 'xml':
      return { body: typeof value === 'string' ? value : encodeXml(value, binding.xml ?? { name: 'root' }), contentType };
    case 'form':
      if (typeof value === 'string') return { body: value, contentType };
      return { body: encodeForm(objectOf(value, argument, contentType), fields, deepObjectLists), contentType };
    case 'multipart':
      return encodeMultipart(objectOf(value, argument, contentType), fields, contentType);
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

/** Text without a charset is US-ASCII to a strict reader (RFC 2046 section 4.1.2). */
function asTextBody(body: string, mediaType: string): EncodedBody {
  const isAscii = /^\p{ASCII}*$/u.test(body);
  return { body, contentType: isAscii || /charset=/i.test(mediaType) ? mediaType : `${mediaType}; charset=utf-8` };
}
