import { DocumentError } from '../document-error.js';
import type { Remark, SourceTexts } from '../position/source-texts.js';

/** The same error, that says its pointer and the line of it, where it is known; `file` is not given for the root document. */
export function withLine(error: unknown, sources: SourceTexts, file?: string): unknown {
  if (!(error instanceof DocumentError) || error.pointer === undefined || error.line !== undefined) return error;
  const place: Remark = { pointer: error.pointer, ...(file === undefined ? {} : { file }) };
  sources.place([place]);
  const where = place.line === undefined ? place.pointer : `${place.pointer}, line ${place.line}`;
  return new DocumentError(error.code, error.message.replace(/\.?$/, ` (${where}).`), { pointer: place.pointer, ...(place.line === undefined ? {} : { line: place.line }), cause: error.cause });
}
