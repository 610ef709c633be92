import type { IncomingHttpHeaders } from 'node:http';

/** What a request brings to say who makes it. */
export type Proof = { kind: 'none' } | { kind: 'basic'; name: string; password: string } | { kind: 'bearer'; token: string } | { kind: 'cookie'; token: string };

/** No proof of ours is longer; a password has at most 1,024 characters. */
const MAX_LENGTH = 8_192;

/** Reads Authorization (RFC 7617, RFC 6750), and without it the session's cookie. What cannot be read is no proof. */
export function readProof({ authorization, cookie }: Pick<IncomingHttpHeaders, 'authorization' | 'cookie'>, cookieName: string): Proof {
  if (authorization !== undefined) return authorization.length > MAX_LENGTH ? { kind: 'none' } : readAuthorization(authorization);
  const token = cookie === undefined ? undefined : readCookie(cookie, cookieName);
  return token === undefined || token.length > MAX_LENGTH ? { kind: 'none' } : { kind: 'cookie', token };
}

function readAuthorization(authorization: string): Proof {
  const end = authorization.indexOf(' ');
  const scheme = authorization.slice(0, end).toLowerCase();
  const credentials = authorization.slice(end + 1).trim();
  if (end === -1 || credentials === '') return { kind: 'none' };
  if (scheme === 'bearer') return { kind: 'bearer', token: credentials };
  if (scheme !== 'basic') return { kind: 'none' };
  const [name = '', ...rest] = Buffer.from(credentials, 'base64').toString('utf8').split(':');
  return rest.length === 0 ? { kind: 'none' } : { kind: 'basic', name, password: rest.join(':') };
}

/** One cookie of the header (RFC 6265, section 5.4); the first of a name, which is the one of the most specific path. */
export function readCookie(header: string, name: string): string | undefined {
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at !== -1 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
