import type { Caller } from './caller.js';
import type { Denial } from './denial.js';
import { scopesOf } from './scopes-of.js';
import { SKEW_S, type TokenRules } from './verify-token.js';

/** Whose token an issuer tells of (RFC 7662, section 2.2), or why it will not do. What it leaves out is no reproach, but for the audience, which MCP asks for. */
export function readIntrospection(json: Readonly<Record<string, unknown>>, { issuer, audiences, scopes }: TokenRules, nowMs: number): Caller | Denial {
  const { active, iss, aud, exp, nbf, sub, username, token_type: type } = json;
  if (active !== true) return invalid(`${issuer} says that the token is not active`);
  if (iss !== undefined && iss !== issuer) return invalid(`The token is of another issuer than ${issuer}`);
  if (typeof type === 'string' && !/^bearer$/i.test(type)) return invalid('The token is of another type than Bearer');
  const meant = typeof aud === 'string' ? [aud] : Array.isArray(aud) ? aud : [];
  if (!meant.some((audience) => audiences.includes(audience as string))) return invalid(`The token is not meant for ${audiences[0] ?? 'this server'}`);
  const endsAtMs = typeof exp === 'number' ? (exp + SKEW_S) * 1_000 : undefined;
  if (endsAtMs !== undefined && endsAtMs <= nowMs) return invalid('The token has expired');
  if (typeof nbf === 'number' && (nbf - SKEW_S) * 1_000 > nowMs) return invalid('The token is not valid yet');
  const missing = scopes.filter((scope) => !scopesOf(json).has(scope));
  if (missing.length > 0) return { kind: 'scope', message: `The token does not allow ${missing.join(' ')}; ask ${issuer} for one with that scope.` };
  const ends = endsAtMs === undefined ? {} : { endsAtMs };
  const subject = textOf(sub) ?? textOf(username);
  const client = textOf(json['client_id']);
  if (subject !== undefined) return { id: `subject:${subject}`, name: subject, ...ends };
  return client === undefined ? invalid('The token names neither a subject (sub) nor a client (client_id)') : { id: `client:${client}`, name: client, ...ends };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function invalid(reason: string): Denial {
  return { kind: 'invalid', message: `${reason}; get a new one from the issuer.` };
}
