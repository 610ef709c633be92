import { UpstreamError } from '../upstream-error.js';

/** Percent-encodes all but the unreserved characters of RFC 3986. */
export function encode(text: string): string {
  if (/^[\w\-.~]*$/.test(text)) return text;
  return encodeCharacters(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Leaves reserved characters and escapes as they are, but not what would end or split a query (RFC 6570 section 3.2.3, less `&` and `#`). */
export function encodeReserved(text: string): string {
  return text.replaceAll(/%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~:/?[\]@!$'()*+,;=]/gu, (part) => (part.length === 3 && part.startsWith('%') ? part : encodeCharacters(part)));
}

/** Encodes only what may not stand in a path or query at all: the literal parts of a template are the document's own, with their escapes. */
export function encodeLiteral(text: string): string {
  return text.replaceAll(/%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~:/?[\]@!$&'()*+,;=%]/gu, encodeCharacters);
}

function encodeCharacters(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch (error) {
    throw new UpstreamError('ARGUMENT_INVALID', 'A text argument holds half of a surrogate pair, which cannot be sent.', { cause: error });
  }
}
