import type { Request } from 'express';
import { AppError } from '../common/app-error.js';
import { MAX_DOCUMENT_CHARACTERS } from './document.schemas.js';

export const UPLOAD_PATH = '/api/documents/upload';

/** None of them is a type that a foreign page can send without asking first (Fetch, section 2.2.2). */
export const UPLOAD_TYPES = ['application/octet-stream', 'application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml', 'application/vnd.oai.openapi'];

/** A form as browsers send it, with the file in a part of this name. A foreign page can send one, and is refused by its Origin. */
export const FORM_TYPE = 'multipart/form-data';
export const FORM_FILE = 'file';

/** The bytes of the largest document; one of other than Latin letters has fewer characters. */
export const MAX_UPLOAD_BYTES = MAX_DOCUMENT_CHARACTERS;

/** A form may have the file and nothing else. */
export const FORM_LIMITS = { fileSize: MAX_UPLOAD_BYTES, files: 1, fields: 0, parts: 1, headerPairs: 20 };

/** Whether a request brings a file rather than JSON. */
export function isUpload(request: Request): boolean {
  return request.originalUrl.split('?')[0] === UPLOAD_PATH && typeof request.is([...UPLOAD_TYPES, FORM_TYPE]) === 'string';
}

/** The text of the file of a form, or of a body that is a file. Throws AppError. */
export function uploadedText(request: Request, formFile: { buffer: Buffer } | undefined): string {
  const body: unknown = formFile?.buffer ?? request.body;
  if (!Buffer.isBuffer(body) || body.length === 0) {
    if (typeof request.is(FORM_TYPE) === 'string') throw new AppError(400, 'FILE_MISSING', `The form must have a part called ${FORM_FILE} that is a file and is not empty.`);
    throw new AppError(415, 'UNSUPPORTED_MEDIA_TYPE', `The body must be the file itself, with one of these as Content-Type: ${UPLOAD_TYPES.join(', ')}; or a form (${FORM_TYPE}) with a part called ${FORM_FILE}.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    throw new AppError(422, 'DOCUMENT_SYNTAX', 'The file is not UTF-8 text.', {}, cause);
  }
}
