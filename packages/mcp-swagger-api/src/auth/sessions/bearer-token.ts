import { jwtVerify, SignJWT } from 'jose';

const ISSUER = 'mcp-swagger';
const ALGORITHM = 'HS256';

/** A signed token (RFC 7519) around a session's secret, for programs that sign in as a person. It ends with its session. */
export function signToken(secret: string, expiresAt: Date, key: Uint8Array): Promise<string> {
  return new SignJWT({ session: secret }).setProtectedHeader({ alg: ALGORITHM }).setIssuer(ISSUER).setIssuedAt().setExpirationTime(expiresAt).sign(key);
}

/** The secret of the session in a token of ours; undefined for any other text, and for one that has ended. */
export async function sessionInToken(token: string, key: Uint8Array): Promise<string | undefined> {
  try {
    const { payload } = await jwtVerify(token, key, { issuer: ISSUER, algorithms: [ALGORITHM] });
    return typeof payload['session'] === 'string' ? payload['session'] : undefined;
  } catch {
    return undefined;
  }
}
