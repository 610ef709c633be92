import { Logger } from '@nestjs/common';
import type { Acknowledgement } from 'mcp-swagger-ipc';
import { z } from 'zod';
import { AppError } from '../common/app-error.js';
import { fromDatabaseError } from '../common/database-error.js';
import { idSchema } from '../common/id.js';

const logger = new Logger('Realtime');

const ofServer = z.object({ serverId: idSchema });
const ofServerOrAll = z.object({ serverId: idSchema.optional() }).optional();

/** The server that a browser's message is about. Throws AppError MESSAGE_INVALID. */
export function serverIdOf(payload: unknown): string {
  return read(ofServer, payload).serverId;
}

/** The same, where all servers may be meant: then undefined. */
export function optionalServerIdOf(payload: unknown): string | undefined {
  return read(ofServerOrAll, payload ?? undefined)?.serverId;
}

/** Runs what a message asks for; a failure becomes the acknowledgement, never an exception on the socket. */
export async function acknowledge<T extends object>(act: () => Promise<T> | T): Promise<T | Acknowledgement> {
  try {
    return await act();
  } catch (error) {
    const known = error instanceof AppError ? error : fromDatabaseError(error);
    if (known !== undefined) return { success: false, error: known.message };
    logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return { success: false, error: 'Something went wrong that the API did not foresee; its log says what.' };
  }
}

function read<T>(schema: z.ZodType<T>, payload: unknown): T {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  throw new AppError(400, 'MESSAGE_INVALID', `The message is not understood: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`);
}
