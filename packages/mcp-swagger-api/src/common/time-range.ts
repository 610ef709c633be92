import { z } from 'zod';

/** An instant in a query (ISO 8601 with an offset), as a Date. */
const instantQuery = z.iso.datetime({ offset: true, error: 'an instant like 2026-01-31T12:00:00Z was expected' }).transform((text) => new Date(text));

/** `from` is within, `to` is not. */
export const timeRange = { from: instantQuery.optional(), to: instantQuery.optional() };
