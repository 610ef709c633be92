/** The scopes of a token: `scope` as one text (RFC 9068, section 2.2.3), or `scp` as a text or a list, as other issuers have it. */
export function scopesOf({ scope, scp }: Readonly<Record<string, unknown>>): Set<string> {
  return new Set([...words(scope), ...words(scp)]);
}

function words(value: unknown): string[] {
  if (typeof value === 'string') return value.split(' ').filter((word) => word !== '');
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : [];
}
