import { z } from 'zod';

/** The id of a server or document in a path or message. */
export const idSchema = z.string().min(1).max(200);

const uuid = z.uuid();

/** True when a row can have this id; what is no UUID is not looked for, and not found. */
export function isRowId(id: string): boolean {
  return uuid.safeParse(id).success;
}
