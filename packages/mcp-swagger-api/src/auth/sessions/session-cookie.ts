import { createHash } from 'node:crypto';
import type { CookieOptions } from 'express';

const NAME = 'mcp-swagger-session';

/** The cookie that holds a session. Behind TLS its prefix keeps neighbours under the same domain from setting it (RFC 6265bis, 4.1.3.2). */
export function cookieNameFor(publicUrl: string | undefined): string {
  return isSecure(publicUrl) ? `__Host-${NAME}` : NAME;
}

/** Not for scripts, and sent by pages of the same site only. */
export function cookieOptionsFor(publicUrl: string | undefined, expires?: Date): CookieOptions {
  return { httpOnly: true, sameSite: 'strict', path: '/', secure: isSecure(publicUrl), ...(expires === undefined ? {} : { expires }) };
}

/** What a page must show, besides the cookie that its browser sends of itself; nobody who does not know the session can tell it. */
export function csrfTokenOf(secret: string): string {
  return createHash('sha256').update(`csrf ${secret}`).digest('base64url');
}

function isSecure(publicUrl: string | undefined): boolean {
  return publicUrl?.startsWith('https:') === true;
}
