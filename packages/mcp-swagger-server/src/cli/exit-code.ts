import { ServerError, type ServerErrorCode } from '../server-error.js';

const EXIT_CODES: Partial<Record<ServerErrorCode, number>> = { USAGE: 2, PORT_TAKEN: 3 };

/** 0 ok, 1 bad document or configuration, 2 usage, 3 port taken. */
export function exitCodeOf(error: unknown): number {
  return (error instanceof ServerError ? EXIT_CODES[error.code] : undefined) ?? 1;
}
