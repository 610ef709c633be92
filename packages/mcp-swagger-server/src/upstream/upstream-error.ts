/** Why a call was not sent, or why calls cannot be made at all. */
export type UpstreamErrorCode =
  | 'TOOL_UNKNOWN'
  | 'ARGUMENT_UNKNOWN'
  | 'ARGUMENT_INVALID'
  | 'BASE_URL'
  | 'SERVER_VARIABLE'
  | 'CREDENTIALS'
  | 'REDIRECT'
  | 'TOKEN'
  /** The answer cannot be unpacked. */
  | 'ANSWER'
  /** The upstream gave no answer, or one with an error status. */
  | 'NO_ANSWER'
  | 'STATUS'
  /** The expression cannot be read, or fails over the answer. */
  | 'PROJECTION'
  /** As many calls as are allowed are under way. */
  | 'BUSY'
  /** The origin kept failing and is left alone for a while. */
  | 'UNAVAILABLE'
  /** What was kept of an answer is gone. */
  | 'GONE';

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
