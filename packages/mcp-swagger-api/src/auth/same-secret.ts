import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether two secrets are the same. Digests have one length, so the time of the comparison tells nothing of either. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(expected).digest());
}
