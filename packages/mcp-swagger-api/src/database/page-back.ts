import type { SelectQueryBuilder } from 'typeorm';
import { z } from 'zod';
import { AppError } from '../common/app-error.js';
import type { Page } from '../common/page.js';

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

/** Rows with an id and, in one of their fields, a time. */
type Timed<F extends string> = { id: string } & Record<F, Date>;

export interface PageBack<F extends string> {
  /** The field that holds the time. */
  at: F;
  limit: number;
  cursor?: string | undefined;
}

/**
 * One page of a table, the newest rows first. The cursor is the last row seen, so rows that come or go in between are neither shown twice nor
 * left out. Throws AppError CURSOR_INVALID.
 */
export async function pageBack<F extends string, T extends Timed<F>>(query: SelectQueryBuilder<T>, { at, limit, cursor }: PageBack<F>): Promise<Page<T>> {
  const { alias } = query;
  if (cursor !== undefined) query.andWhere(`(${alias}.${at}, ${alias}.id) < (:seenAt, :seenId)`, decode(cursor));
  const rows = await query
    .orderBy(`${alias}.${at}`, 'DESC')
    .addOrderBy(`${alias}.id`, 'DESC')
    .limit(limit + 1)
    .getMany();
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: last !== undefined && rows.length > limit ? encode(last[at], last.id) : null };
}

function encode(at: Date, id: string): string {
  return Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');
}

function decode(cursor: string): { seenAt: Date; seenId: string } {
  const { data } = cursorSchema.safeParse(Buffer.from(cursor, 'base64url').toString('utf8').split(' '));
  if (data === undefined) throw new AppError(400, 'CURSOR_INVALID', 'The cursor is not one of ours; start again without it.');
  return { seenAt: new Date(data[0]), seenId: data[1] };
}
