export type ServerErrorCode = 'CONFIGURATION' | 'PORT_TAKEN' | 'PORT_FORBIDDEN' | 'HOST_UNKNOWN' | 'LISTEN_FAILED' | 'USAGE' | 'TOOL_UNKNOWN' | 'ISSUER';

/** Why a server cannot start or a command cannot run; the message says what to do. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  constructor(
    readonly code: ServerErrorCode,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}
