import { DocumentError } from '../document-error.js';
import type { Remark, SourceTexts } from '../position/source-texts.js';

/** The same error with the line of its pointer; `file` is not given for the root document. */
export function withLine(error: unknown, sources: SourceTexts, file?: string): unknown {
  if (!(error instanceof DocumentError) || error.pointer === undefined || error.line !== undefined) return error;
  const place: Remark = { pointer: error.pointer, ...(file === undefined ? {} : { file }) };
  sources.place([place]);
  if (place.line === undefined) return error;
  return new DocumentError(error.code, error.message.replace(/\.?$/, ` (line ${place.line}).`), { pointer: place.pointer, line: place.line, cause: error.cause });
}
