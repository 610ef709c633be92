import { z } from 'zod';
import { AppError } from './app-error.js';

/** Query parameters of a paged list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
  cursor: z.string().max(1_000).optional(),
};

export interface Page<T> {
  items: T[];
  /** Give it back as `cursor` for the next page; null on the last. */
  nextCursor: string | null;
}

/**
 * One page of a list that is ordered by `keyOf`. The cursor is the last key seen, so a list that grows or shrinks in between
 * neither repeats nor skips what stays. Throws AppError CURSOR_INVALID.
 */
export function takePage<T>(items: readonly T[], keyOf: (item: T) => string, limit: number, cursor: string | undefined): Page<T> {
  const after = cursor === undefined ? '' : decode(cursor);
  const ordered = items.map((item) => ({ item, key: keyOf(item) })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const rest = ordered.filter(({ key }) => key > after);
  const taken = rest.slice(0, limit);
  const last = taken.at(-1);
  return {
    items: taken.map(({ item }) => item),
    nextCursor: last !== undefined && rest.length > taken.length ? Buffer.from(last.key).toString('base64url') : null,
  };
}

function decode(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  if (key === '' || Buffer.from(key).toString('base64url') !== cursor) {
    throw new AppError(400, 'CURSOR_INVALID', 'The cursor is not one of ours; start again without it.');
  }
  return key;
}
