import type { Credential } from './credentials.js';

const MASK = '***';
const SECRET_NAME = /auth|key|token|secret|cookie|passw|pwd|session|signature|credential|jwt|^sig$|^code$/i;
// A signed token, a scheme with its credential, or a long run of letters and digits, under whatever name.
const SECRET_VALUE = /^(bearer|basic|token|apikey|digest)\s|^eyJ[\w-]+\.|^(?=[^\s]*\d)(?=[^\s]*[A-Za-z])[\w+/=.~-]{20,}$/i;

/** True for a name under which secrets are kept. */
export function soundsSecret(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Credentials that look like themselves but tell nothing. */
export function maskedCredentials(credentials: Credential[]): Credential[] {
  return credentials.map((credential) => {
    if (credential.in === 'token') return { in: 'header', name: 'authorization', value: `Bearer ${MASK}` };
    const [scheme] = credential.value.split(' ');
    const isScheme = credential.in === 'header' && /^(bearer|basic)$/i.test(scheme ?? '');
    return { ...credential, value: isScheme ? `${scheme} ${MASK}` : MASK };
  });
}

/** Configured headers with the values hidden of those that sound or look secret. */
export function maskedHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, soundsSecret(name) || SECRET_VALUE.test(value) ? MASK : value]));
}

/** The query of a base URL with the values hidden of what sounds secret. */
export function maskedQuery(query: string): string {
  return query.replaceAll(/(^|&)([^=&]+)=([^&]+)/g, (whole: string, before: string, name: string) => (soundsSecret(name) ? `${before}${name}=${MASK}` : whole));
}
