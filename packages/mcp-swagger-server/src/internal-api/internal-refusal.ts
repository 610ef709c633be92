import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { HostCheck } from '../transports/host-check.js';
import { INTERNAL_ROUTES } from './internal-routes.js';

export interface InternalRefusal {
  status: number;
  title: string;
  detail: string;
  headers?: Record<string, string>;
}

/** Why a request to the internal API is refused; undefined when it is not. */
export function refuseInternal(request: IncomingMessage, path: string, { hostCheck, token }: { hostCheck: HostCheck; token?: string | undefined }): InternalRefusal | undefined {
  const foreign = hostCheck.refuse(request);
  if (foreign !== undefined) return { status: 403, title: 'Forbidden', detail: foreign };
  if (token !== undefined && !isToken(request.headers.authorization, token)) {
    return { status: 401, title: 'Unauthorized', detail: 'The internal API wants the token of its configuration (internalApi.token) as "Authorization: Bearer TOKEN".', headers: { 'WWW-Authenticate': 'Bearer realm="internal"' } };
  }
  if (!Object.hasOwn(INTERNAL_ROUTES, path)) return { status: 404, title: 'Not Found', detail: `There is nothing here; there are ${Object.keys(INTERNAL_ROUTES).join(', ')}.` };
  if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405, title: 'Method Not Allowed', detail: 'The internal API only tells; use GET.', headers: { Allow: 'GET, HEAD' } };
  return undefined;
}

/** Hashes have one length whatever was sent, and comparing them takes one time. */
function isToken(authorization: string | undefined, token: string): boolean {
  const sent = /^bearer +(\S+)$/i.exec(authorization?.trim() ?? '')?.[1];
  return sent !== undefined && timingSafeEqual(hash('sha256', sent, 'buffer'), hash('sha256', token, 'buffer'));
}
