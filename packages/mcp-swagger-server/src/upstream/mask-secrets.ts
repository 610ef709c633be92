import type { Credential } from './credentials.js';

const MASK = '***';
const SECRET_NAME = /auth|key|token|secret|cookie|password|session|signature|credential/i;

/** Credentials that look like themselves but tell nothing. */
export function maskedCredentials(credentials: Credential[]): Credential[] {
  return credentials.map((credential) => {
    if (credential.in === 'token') return { in: 'header', name: 'authorization', value: `Bearer ${MASK}` };
    const [scheme] = credential.value.split(' ');
    const isScheme = credential.in === 'header' && /^(bearer|basic)$/i.test(scheme ?? '');
    return { ...credential, value: isScheme ? `${scheme} ${MASK}` : MASK };
  });
}

/** Configured headers with the values hidden of those whose name sounds secret. */
export function maskedHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, SECRET_NAME.test(name) ? MASK : value]));
}
