import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readSource } from './read-source.js';
import type { ReadLimits } from './read-source.js';

/** Where a document comes from. With `text`, `url` or `file` only says where the text came from, for what is relative to it; `typedUrl` is what the operator typed, if a redirect made it another one. */
export type DocumentSource =
  | { text: string; url?: string; typedUrl?: string; file?: string }
  | { url: string; headers?: Record<string, string> }
  | { file: string };

/** A text that the operator named, and where it is. */
export interface RootText {
  text: string;
  /** Where it finally came from, after redirects. */
  url: string | undefined;
  /** What the operator typed, which alone says whose host it is. */
  typedUrl: string | undefined;
  name: string;
  /** What the answer was tagged with (RFC 9110 section 8.8.3), of a document that was fetched. */
  etag?: string | undefined;
}

/** The text of a source. Rejects with DocumentError. */
export async function readRoot(source: DocumentSource, limits: ReadLimits): Promise<RootText> {
  if ('text' in source) {
    const url = source.url ?? (source.file === undefined ? undefined : pathToFileURL(resolve(source.file)).href);
    return { text: source.text, url, typedUrl: source.typedUrl ?? source.url, name: source.file ?? source.url ?? 'The text' };
  }
  if ('file' in source) {
    const { text, url } = await readSource(pathToFileURL(resolve(source.file)).href, 'operator', limits);
    return { text, url, typedUrl: undefined, name: source.file };
  }
  const { text, url, etag } = await readSource(source.url, 'operator', limits, source.headers);
  return { text, url, typedUrl: source.url, name: source.url, etag };
}
