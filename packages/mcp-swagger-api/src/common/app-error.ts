/** An outcome that a caller can act on. `code` is stable and part of the public surface; `status`: HTTP. */
export class AppError extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly extensions: Record<string, unknown> = {},
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}
