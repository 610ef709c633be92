import { fileURLToPath } from 'node:url';
import { DocumentError } from '../document-error.js';
import { describeFailure, failureCode } from '../outgoing/describe-failure.js';
import type { UrlOrigin } from '../outgoing/outgoing-policy.js';
import { decodeText } from './decode-text.js';
import type { FetchLimits } from './fetch-text.js';
import { readBytes } from './read-bytes.js';

/** How the files of a document are read. */
export interface ReadLimits extends FetchLimits {
  /** `file:` addresses may be read; only the command line says so. */
  allowFiles: boolean;
}

/** The text at an `http:`, `https:` or `file:` address, and the address it finally came from. Rejects with DocumentError. */
export async function readSource(
  address: string,
  origin: UrlOrigin,
  limits: ReadLimits,
  headers: Record<string, string> = {},
): Promise<{ text: string; url: string; etag?: string | undefined }> {
  const url = parseAddress(address);
  if (url.protocol === 'file:') {
    return { text: decodeText(await readFileUrl(url, limits)), url: url.href };
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new DocumentError('DOCUMENT_FORBIDDEN', `${address} is not reached: only http and https addresses are. Fetch it, and give the file.`);
  }
  // Loaded only by those who use it: a document that is a file needs no HTTP.
  const { fetchText } = await import('./fetch-text.js');
  return await fetchText(url, origin, limits, headers);
}

function parseAddress(address: string): URL {
  try {
    return new URL(address);
  } catch (error) {
    throw new DocumentError('DOCUMENT_NOT_FOUND', `${JSON.stringify(address)} is not an address; expected http://… or https://….`, { cause: error });
  }
}

function localPath(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw new DocumentError('DOCUMENT_NOT_FOUND', `${url.href} is not the address of a file on this machine.`, { cause: error });
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file; check the path',
  EISDIR: 'it is a folder; give the file in it',
  EACCES: 'this user may not read it',
};

/** What is in the file at a `file:` address. Rejects with DocumentError. */
export async function readFileUrl(url: URL, { allowFiles, maxBytes }: ReadLimits): Promise<Buffer> {
  if (!allowFiles) throw new DocumentError('DOCUMENT_FORBIDDEN', `${url.href} is a local file; files are read only on the command line.`);
  const path = localPath(url);
  const tooLarge = (size: number): never => {
    throw new DocumentError('DOCUMENT_TOO_LARGE', `${path} has ${size} bytes; the limit is ${maxBytes}. Leave out what no tool needs.`);
  };
  try {
    return await readBytes(path, { maxBytes, tooLarge });
  } catch (error) {
    if (error instanceof DocumentError) throw error;
    const reason = REASONS[failureCode(error) ?? ''] ?? describeFailure(error);
    throw new DocumentError('DOCUMENT_NOT_FOUND', `${path} cannot be read: ${reason}.`, { cause: error });
  }
}
