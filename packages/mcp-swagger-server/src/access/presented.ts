import type { IncomingHttpHeaders } from 'node:http';

/** What a request shows of its caller. */
export type Presented = { kind: 'nothing' } | { kind: 'unreadable' } | { kind: 'bearer'; token: string } | { kind: 'key'; key: string };

/** Reads the Authorization header (RFC 6750, section 2.1) and X-API-Key; the former counts when both are there. An address may carry neither, for addresses are logged. */
export function presentedBy(headers: IncomingHttpHeaders): Presented {
  const { authorization } = headers;
  const bearer = /^bearer(?: +(.*))?$/i.exec(authorization?.trim() ?? '');
  if (bearer !== null) {
    const token = bearer[1] ?? '';
    if (token === '') return { kind: 'nothing' };
    return /^[\x21-\x7E]+$/.test(token) ? { kind: 'bearer', token } : { kind: 'unreadable' };
  }
  const key = headers['x-api-key'];
  if (typeof key === 'string' && key.trim() !== '') return { kind: 'key', key: key.trim() };
  return authorization === undefined || authorization.trim() === '' ? { kind: 'nothing' } : { kind: 'unreadable' };
}
