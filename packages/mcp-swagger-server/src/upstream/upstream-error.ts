/** Why a call was not sent, or why calls cannot be made at all. */
export type UpstreamErrorCode =
  | 'TOOL_UNKNOWN'
  | 'ARGUMENT_UNKNOWN'
  | 'ARGUMENT_INVALID'
  | 'BASE_URL'
  | 'SERVER_VARIABLE'
  | 'CREDENTIALS'
  | 'REDIRECT'
  | 'TOKEN';

/** A call that was not sent, or a configuration that cannot work; the message says what to change and holds no secret. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  constructor(
    readonly code: UpstreamErrorCode,
    message: string,
    options: { cause?: unknown } = {},
  ) {
    super(message, options);
  }
}
