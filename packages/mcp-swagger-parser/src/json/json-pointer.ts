/** One more step of a JSON pointer in a URI fragment (RFC 6901 section 6). */
export function append(pointer: string, token: string | number): string {
  if (typeof token === 'number' || !/[~/%]/.test(token)) return `${pointer}/${token}`;
  // Paths and media types have slashes, and nothing else of it.
  const written = /[~%]/.test(token) ? token.replaceAll('~', '~0').replaceAll('%', '%25') : token;
  return `${pointer}/${written.replaceAll('/', '~1')}`;
}

/** The tokens of `#/a/b` or `#`; undefined when it is not a pointer into the same document. */
export function pointerTokens(reference: string): string[] | undefined {
  return writtenTokens(reference)?.map(readToken);
}

/** The same tokens as they are written. */
export function writtenTokens(reference: string): string[] | undefined {
  if (reference === '#') return [];
  return reference.startsWith('#/') ? reference.slice(2).split('/') : undefined;
}

/** What a written token means. */
export function readToken(written: string): string {
  return written.includes('%') || written.includes('~') ? decode(written).replaceAll('~1', '/').replaceAll('~0', '~') : written;
}

function decode(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    // A lone % is a name that somebody forgot to encode.
    return token;
  }
}
