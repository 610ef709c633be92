import { createHash } from 'node:crypto';
import { AppError } from './app-error.js';

/**
 * Names the state of what may be changed: equal values have equal revisions, in whatever order their fields stand. Leave out what changes by
 * itself, or nobody could change anything meanwhile.
 */
export function revisionOf(value: object): string {
  return createHash('sha256').update(canonical(value)).digest('base64url').slice(0, 22);
}

/** JSON with the fields of every object in order; equal values give equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) => {
    if (typeof field !== 'object' || field === null || Array.isArray(field)) return field;
    return Object.fromEntries(Object.entries(field).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** The entity tag of an answer (RFC 9110, section 8.8.3): the revision of the resource, and of the whole answer, which says more. */
export function entityTag(revision: string, body: unknown): string {
  return `"${revision}.${createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 11)}"`;
}

/** Refuses a change that was made of another state than the present one. `ifMatch`: the header If-Match, if there was one. Throws AppError 412. */
export function requireRevision(ifMatch: string | undefined, revision: string): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const given = ifMatch.split(',').map((tag) => /^"([^".]*)(\.[^"]*)?"$/.exec(tag.trim())?.[1]);
  if (given.includes(revision)) return;
  throw new AppError(412, 'PRECONDITION_FAILED', 'It was changed by somebody else since you read it: read it again, and make your change to that.', { revision });
}
