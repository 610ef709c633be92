/**
 * Whether an address may have been made of a template (RFC 6570): what stands between its expressions is there, in order. Enough to know whom to ask;
 * whether there is such a resource, the server says.
 */
export function templateMatches(template: string, uri: string): boolean {
  const literals = template.split(/\{[^{}]*\}/);
  const [first = '', ...others] = literals;
  const last = others.pop();
  if (last === undefined) return uri === first;
  if (!uri.startsWith(first) || uri.length < first.length + last.length || !uri.endsWith(last)) return false;
  let from = first.length;
  for (const literal of others) {
    const at = uri.indexOf(literal, from);
    if (at === -1) return false;
    from = at + literal.length;
  }
  return from <= uri.length - last.length;
}
