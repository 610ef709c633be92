import type { SourceTexts } from './source-texts.js';
import type { Remark } from './source-texts.js';

const sourcesOf = new WeakMap<object, SourceTexts>();

/** Keeps the texts of a document for as long as it is there, beside it: a document travels between threads, its texts need not. */
export function rememberSources(document: object, sources: SourceTexts): void {
  sourcesOf.set(document, sources);
}

/** Adds to each remark about a loaded document its line, and the other file that it is about; the same list. */
export function placeRemarks<T extends Remark>(document: object, remarks: T[]): T[] {
  if (remarks.length > 0) sourcesOf.get(document)?.place(remarks);
  return remarks;
}
