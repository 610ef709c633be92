import type { Request } from 'express';
import { AppError } from '../common/app-error.js';
import { MAX_DOCUMENT_CHARACTERS } from './document.schemas.js';

export const UPLOAD_PATH = '/api/documents/upload';

/** None of them is a type that a foreign page can send without asking first (Fetch, section 2.2.2). */
export const UPLOAD_TYPES = ['application/octet-stream', 'application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml', 'application/vnd.oai.openapi'];

/** The bytes of the largest document; one of other than Latin letters has fewer characters. */
export const MAX_UPLOAD_BYTES = MAX_DOCUMENT_CHARACTERS;

/** Whether a request brings a file rather than JSON. */
export function isUpload(request: Request): boolean {
  return request.originalUrl.split('?')[0] === UPLOAD_PATH && typeof request.is(UPLOAD_TYPES) === 'string';
}

/** The text of a body that is a file. Throws AppError. */
export function uploadedText({ body }: Request): string {
  if (!Buffer.isBuffer(body) || body.length === 0) {
    throw new AppError(415, 'UNSUPPORTED_MEDIA_TYPE', `The body must be the file itself, with one of these as Content-Type: ${UPLOAD_TYPES.join(', ')}.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    throw new AppError(422, 'DOCUMENT_SYNTAX', 'The file is not UTF-8 text.', {}, cause);
  }
}
