/** A host as an address has it: IPv6 in brackets, and without the zone, which means nothing to anybody else (RFC 6874). */
export function bracketed(address: string): string {
  const host = address.replace(/%[^\]]*/, '');
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
