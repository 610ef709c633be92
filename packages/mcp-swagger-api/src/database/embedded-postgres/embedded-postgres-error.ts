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
