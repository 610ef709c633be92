/** One more step of a JSON pointer in a URI fragment (RFC 6901 section 6). */
export function append(pointer: string, token: string | number): string {
  return `${pointer}/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The tokens of `#/a/b` or `#`; undefined when it is not a pointer into the same document. */
export function pointerTokens(reference: string): string[] | undefined {
  if (reference === '#') return [];
  if (!reference.startsWith('#/')) return undefined;
  return reference
    .slice(2)
    .split('/')
    .map((token) => decode(token).replaceAll('~1', '/').replaceAll('~0', '~'));
}

function decode(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    // A lone % is a name that somebody forgot to encode.
    return token;
  }
}
