import { asCookieText } from '../request/cookie-text.js';
import type { Credential } from './credentials.js';
import { encode } from '../request/percent-encode.js';

/** Credentials as the parts of a request. A token to be fetched must have become a header before. */
export function placeCredentials(credentials: Credential[]): { headers: Record<string, string>; query: string[]; cookies: string[] } {
  const placed = { headers: {} as Record<string, string>, query: [] as string[], cookies: [] as string[] };
  for (const credential of credentials) {
    if (credential.in === 'header') placed.headers[credential.name] = credential.value;
    else if (credential.in === 'query') placed.query.push(`${encode(credential.name)}=${encode(credential.value)}`);
    else if (credential.in === 'cookie') placed.cookies.push(`${credential.name}=${asCookieText(credential.value)}`);
  }
  return placed;
}
