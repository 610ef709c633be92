import { isNativeError } from 'node:util/types';

export type EmbeddedPostgresErrorCode =
  | 'ABORTED'
  | 'CLUSTER_UNUSABLE'
  | 'DATA_DIRECTORY_IN_USE'
  | 'DATA_DIRECTORY_UNUSABLE'
  | 'INITDB_FAILED'
  | 'LEFTOVER_ALIVE'
  | 'PLATFORM_UNSUPPORTED'
  | 'START_FAILED';

/** The embedded PostgreSQL cannot run; the message says why and what to do. `code` is stable. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  constructor(
    readonly code: EmbeddedPostgresErrorCode,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** The code of a failed system call, such as ENOENT; undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  // Not instanceof: an error of Node's own is of another realm than code that runs in a vm context, as under Jest.
  return isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

export function messageOf(error: unknown): string {
  return isNativeError(error) ? error.message : String(error);
}
