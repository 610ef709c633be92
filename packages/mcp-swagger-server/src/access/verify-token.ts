import type { JWTPayload } from 'jose';
import { failureCode, isObject } from 'mcp-swagger-parser';
import type { Caller } from './caller.js';
import type { Denial } from './denial.js';
import type { FindKey } from './issuer-keys.js';
import { scopesOf } from './scopes-of.js';

/** Clocks differ; so much is overlooked. */
export const SKEW_S = 30;

/** Only those whose verifying key may be public: with a shared secret, whoever can verify tokens can make them. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];

/** Tokens of access (RFC 9068, section 2.1) and those that say nothing in particular; logout tokens and the like are made by the same issuer and prove nothing here. */
const TYPES = new Set(['JWT', 'AT+JWT', 'APPLICATION/AT+JWT']);

export interface TokenRules {
  issuer: string;
  /** The token must be meant for one of these. */
  audiences: readonly string[];
  scopes: readonly string[];
}

/** Whose token this is (RFC 9068, section 4), or why it will not do. Rejects as `findKey` does when nobody can tell. */
export async function verifyToken(token: string, { issuer, audiences, scopes }: TokenRules, findKey: FindKey): Promise<Caller | Denial> {
  const { jwtVerify } = await import('jose');
  let payload: JWTPayload;
  try {
    const verified = await jwtVerify(token, findKey, { issuer, audience: [...audiences], algorithms: ALGORITHMS, clockTolerance: SKEW_S, requiredClaims: ['exp'] });
    const { typ } = verified.protectedHeader;
    if (typ !== undefined && !TYPES.has(typ.toUpperCase())) return invalid('The token is of another type than an access token');
    payload = verified.payload;
  } catch (error) {
    const reason = reasonOf(error, issuer, audiences);
    if (reason === undefined) throw error;
    return invalid(reason);
  }
  const missing = scopes.filter((scope) => !scopesOf(payload).has(scope));
  if (missing.length > 0) return { kind: 'scope', message: `The token does not allow ${missing.join(' ')}; ask ${issuer} for one with that scope.` };
  return callerOf(payload) ?? invalid('The token names neither a subject (sub) nor a client (client_id)');
}

function callerOf({ sub, exp, ...claims }: JWTPayload): Caller | undefined {
  const client = claims['client_id'] ?? claims['azp'];
  const endsAtMs = ((exp ?? 0) + SKEW_S) * 1_000;
  if (typeof sub === 'string' && sub !== '') return { id: `subject:${sub}`, name: sub, endsAtMs };
  return typeof client === 'string' && client !== '' ? { id: `client:${client}`, name: client, endsAtMs } : undefined;
}

function invalid(reason: string): Denial {
  return { kind: 'invalid', message: `${reason}; get a new one from the issuer.` };
}

/** What is wrong with the token; undefined when the error is not about it. */
function reasonOf(error: unknown, issuer: string, audiences: readonly string[]): string | undefined {
  switch (failureCode(error)) {
    case 'ERR_JWS_INVALID':
    case 'ERR_JWT_INVALID':
      return 'The token is not a signed JWT';
    case 'ERR_JOSE_ALG_NOT_ALLOWED':
    case 'ERR_JOSE_NOT_SUPPORTED':
      return `The token is not signed with one of ${ALGORITHMS.join(', ')}`;
    case 'ERR_JWKS_NO_MATCHING_KEY':
      return `The token is signed with a key that ${issuer} does not have`;
    case 'ERR_JWKS_MULTIPLE_MATCHING_KEYS':
      return `The token does not say (kid) which of the keys of ${issuer} it is signed with`;
    case 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED':
      return 'The signature of the token is wrong';
    case 'ERR_JWT_EXPIRED':
      return 'The token has expired';
    case 'ERR_JWT_CLAIM_VALIDATION_FAILED':
      return claimReason(error, issuer, audiences);
    case undefined:
    default:
      // A key that is too weak, or no key of that algorithm.
      return error instanceof TypeError ? 'The token cannot be verified with the key that it names' : undefined;
  }
}

function claimReason(error: unknown, issuer: string, audiences: readonly string[]): string {
  const { claim, reason, payload } = error as { claim: string; reason: string; payload: JWTPayload };
  if (reason === 'missing') return `The token has no ${claim}`;
  switch (claim) {
    case 'iss':
      return `The token is of the issuer ${shown(payload.iss)}, not of ${issuer}`;
    case 'aud':
      return `The token is meant for ${shown(payload.aud)}, not for ${audiences[0] ?? ''}`;
    case 'nbf':
      return 'The token is not valid yet';
    default:
      return `The ${claim} of the token is wrong`;
  }
}

function shown(value: unknown): string {
  return (typeof value === 'string' ? value : isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value)).slice(0, 200);
}
