import type { CookieOptions } from 'express';
import { z } from 'zod';
import type { SecretBox } from '../../common/secret-box.js';

const CONTEXT = 'sign-on attempt';
/** As long as people take to sign in at the issuer. */
export const ATTEMPT_LIFETIME_MS = 10 * 60_000;

const attemptSchema = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), until: z.number() });

/** What a browser that was sent to the issuer has to come back with. */
export type Attempt = z.infer<typeof attemptSchema>;

/** The cookie that ties the way back to the browser that began; sealed, so that any node can read it and nobody else. */
export function attemptCookieName(publicUrl: string | undefined): string {
  return publicUrl?.startsWith('https:') === true ? '__Secure-mcp-swagger-sign-on' : 'mcp-swagger-sign-on';
}

/** Lax: the way back comes from another site. It is sent nowhere but there. */
export function attemptCookieOptions(publicUrl: string | undefined): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', path: '/api/auth/oidc', secure: publicUrl?.startsWith('https:') === true, maxAge: ATTEMPT_LIFETIME_MS };
}

export function sealAttempt(attempt: Attempt, box: SecretBox): string {
  // Without what a cookie cannot hold (RFC 6265, section 4.1.1); the other way is read as well.
  return box.seal(attempt, CONTEXT).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Undefined when there is none, it was changed, or it is too old. */
export function openAttempt(cookie: string | undefined, box: SecretBox, nowMs: number): Attempt | undefined {
  if (cookie === undefined) return undefined;
  try {
    const attempt = attemptSchema.parse(box.open(cookie, CONTEXT));
    return attempt.until > nowMs ? attempt : undefined;
  } catch {
    return undefined;
  }
}
