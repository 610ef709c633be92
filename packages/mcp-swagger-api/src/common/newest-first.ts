import { z } from 'zod';
import { AppError } from './app-error.js';
import type { Page } from './page.js';

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

/** Where a list of rows goes on that is ordered by time and id, newest first. */
export interface After {
  at: Date;
  id: string;
}

/** Throws AppError CURSOR_INVALID. */
export function readCursor(cursor: string | undefined): After | undefined {
  if (cursor === undefined) return undefined;
  const { data } = cursorSchema.safeParse(Buffer.from(cursor, 'base64url').toString('utf8').split(' '));
  if (data === undefined) throw new AppError(400, 'CURSOR_INVALID', 'The cursor is not one of ours; start again without it.');
  return { at: new Date(data[0]), id: data[1] };
}

/** A page of rows of which one more than `limit` was read, if there was one. Times must have no more than milliseconds. */
export function pageOf<R, V>(rows: readonly R[], limit: number, keyOf: (row: R) => After, toView: (row: R) => V): Page<V> {
  const taken = rows.slice(0, limit);
  const last = taken.at(-1);
  const isMore = rows.length > limit && last !== undefined;
  return { items: taken.map(toView), nextCursor: isMore ? writeCursor(keyOf(last)) : null };
}

function writeCursor({ at, id }: After): string {
  return Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');
}
