import { encode } from './percent-encode.js';

/** A cookie value as it is, but for what would end it or may not be in it (RFC 6265 section 4.1.1). */
export function asCookieText(value: string): string {
  return value.replaceAll(/[\s",;\\\p{Cc}]|[^\p{ASCII}]/gu, (character) => encode(character));
}
