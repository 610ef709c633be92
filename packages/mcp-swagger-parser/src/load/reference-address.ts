/** The file part and the fragment of a reference, as they are written. */
export function splitReference(reference: string): { file: string; fragment?: string } {
  const at = reference.indexOf('#');
  return at === -1 ? { file: reference } : { file: reference.slice(0, at), fragment: reference.slice(at + 1) };
}

/** The address that a reference means, seen from another one; undefined when it cannot be told. */
export function resolveAddress(file: string, base: string | undefined): string | undefined {
  return URL.canParse(file, base) ? withoutFragment(new URL(file, base).href) : undefined;
}

/** An address without its fragment. */
export function withoutFragment(url: string): string {
  return splitReference(url).file;
}
