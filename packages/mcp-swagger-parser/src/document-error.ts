/** Why a document cannot be used at all. */
export type DocumentErrorCode =
  | 'DOCUMENT_EMPTY'
  | 'DOCUMENT_HTML'
  | 'DOCUMENT_SYNTAX'
  | 'DOCUMENT_NOT_OPENAPI'
  | 'DOCUMENT_VERSION'
  | 'DOCUMENT_TOO_DEEP'
  | 'DOCUMENT_TOO_LARGE'
  | 'DOCUMENT_NOT_FOUND'
  | 'DOCUMENT_UNREACHABLE'
  | 'DOCUMENT_STATUS'
  | 'DOCUMENT_UNCHANGED'
  | 'DOCUMENT_TIMEOUT'
  | 'DOCUMENT_FORBIDDEN'
  | 'DOCUMENT_FILTER'
  | 'OVERLAY_INVALID';

/** A document that cannot be loaded or converted; `code` is stable, `line` and `column` count from one. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
  readonly pointer: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(
    readonly code: DocumentErrorCode,
    message: string,
    place: { pointer?: string; line?: number; column?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: place.cause });
    this.pointer = place.pointer;
    this.line = place.line;
    this.column = place.column;
  }
}
