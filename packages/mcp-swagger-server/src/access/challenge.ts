import { type Refusal, RPC } from '../transports/json-rpc-error.js';
import type { Denial } from './denial.js';

const STATUS: Record<Denial['kind'], number> = { missing: 401, malformed: 400, invalid: 401, scope: 403, unavailable: 503 };

/** Codes of RFC 6750, section 3.1. To a client that showed nothing, nothing is said but where to begin. */
const ERROR: Partial<Record<Denial['kind'], string>> = { malformed: 'invalid_request', invalid: 'invalid_token', scope: 'insufficient_scope' };

/** A client that is told to come back shall not come back at once. */
const RETRY_AFTER_S = 5;

/** The answer to somebody who may not call, with what a client needs to do better (RFC 6750 section 3, RFC 9728 section 5.1, MCP 2025-11-25 Authorization). */
export function challenge({ kind, message }: Denial, { metadataUrl, scopes }: { metadataUrl?: string | undefined; scopes: readonly string[] }): Refusal {
  const refusal = { status: STATUS[kind], code: RPC.refused, message };
  if (kind === 'unavailable') return { ...refusal, headers: { 'Retry-After': String(RETRY_AFTER_S) } };
  const error = ERROR[kind];
  const parameters = [
    metadataUrl === undefined ? ['realm', 'mcp'] : ['resource_metadata', metadataUrl],
    ...(error === undefined ? [] : [['error', error], ['error_description', message]]),
    ...(scopes.length === 0 ? [] : [['scope', scopes.join(' ')]]),
  ];
  return { ...refusal, headers: { 'WWW-Authenticate': `Bearer ${parameters.map(([name = '', value = '']) => `${name}="${quotable(value)}"`).join(', ')}` } };
}

/** The characters that RFC 6750 lets these values have. */
function quotable(text: string): string {
  return text.replaceAll('"', "'").replaceAll(/[^\x20-\x21\x23-\x5B\x5D-\x7E]/g, '?');
}
