import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { objectMember, scalarText, textMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { convertSwagger2 } from '../normalize/convert-swagger2.js';
import { normalizeDocument } from '../normalize/normalize-document.js';
import type { OutgoingPolicy } from '../outgoing/outgoing-policy.js';
import { Warnings } from '../warning.js';
import type { Warning } from '../warning.js';
import { bundleReferences } from './bundle-references.js';
import { declaredVersion } from './declared-version.js';
import { parseText } from './parse-text.js';
import { readSource } from './read-source.js';
import type { ReadLimits } from './read-source.js';

/** Where a document comes from. With `text`, `url` or `file` only says where the text came from, for what is relative to it. */
export type DocumentSource =
  | { text: string; url?: string; file?: string }
  | { url: string; headers?: Record<string, string> }
  | { file: string };

/** What loading may reach and use. */
export interface LoadOptions {
  outgoing: OutgoingPolicy;
  signal?: AbortSignal;
  /** For each file; 32 MiB unless told otherwise. */
  maxBytes?: number;
  /** For each file; 30 s unless told otherwise. */
  timeoutMs?: number;
  /** Local files may be read, also by reference; false unless told otherwise. A `{ file }` source needs it. */
  allowFiles?: boolean;
}

/** A document, bundled and normalized: OpenAPI 3.1-like, with schemas in JSON Schema 2020-12. */
export interface LoadedDocument {
  root: JsonObject;
  /** As the document declares it, for example `2.0` or `3.1.0`. */
  version: string;
  title: string;
  documentVersion: string;
  /** The address that relative servers are resolved against; absent for text without one. */
  url?: string;
  /** The address that the operator gave, before redirects; its host is the operator's own. */
  typedUrl?: string;
  /** The root document as it was read. */
  text: string;
  /** SHA-256 of the text, in hex; the files it refers to are not part of it. */
  hash: string;
  warnings: Warning[];
}

/** Reads a document and all files it refers to. Rejects with DocumentError. */
export async function loadDocument(source: DocumentSource, options: LoadOptions): Promise<LoadedDocument> {
  const limits: ReadLimits = {
    outgoing: options.outgoing,
    maxBytes: options.maxBytes ?? 32 * 1024 * 1024,
    timeoutMs: options.timeoutMs ?? 30_000,
    allowFiles: options.allowFiles ?? false,
    signal: options.signal,
  };
  const warnings = new Warnings();
  const { text, url, typedUrl, name } = await readRoot(source, limits);
  const { root, declared, generation } = declaredVersion(parseText(text, name, warnings), name);

  const readExternal = async (address: string): Promise<{ value: unknown; url: string }> => {
    const external = await readSource(address, 'derived', withOwnHost(limits, typedUrl));
    return { value: parseText(external.text, address, warnings), url: external.url };
  };
  await bundleReferences(root, url, readExternal, warnings);
  const converted = generation === '2.0' ? await convertSwagger2(root, warnings) : root;
  normalizeDocument(converted, generation, warnings);

  const about = objectMember(converted, 'info') ?? {};
  return {
    root: converted,
    version: declared,
    title: textMember(about, 'title') ?? 'Untitled',
    documentVersion: scalarText(about['version']) ?? '',
    ...(url === undefined ? {} : { url }),
    ...(typedUrl === undefined ? {} : { typedUrl }),
    text,
    hash: createHash('sha256').update(text).digest('hex'),
    warnings: warnings.list,
  };
}

interface RootText {
  text: string;
  /** Where it finally came from, after redirects. */
  url: string | undefined;
  /** What the operator typed, which alone says whose host it is. */
  typedUrl: string | undefined;
  name: string;
}

async function readRoot(source: DocumentSource, limits: ReadLimits): Promise<RootText> {
  if ('text' in source) {
    const url = source.url ?? (source.file === undefined ? undefined : pathToFileURL(resolve(source.file)).href);
    return { text: source.text, url, typedUrl: source.url, name: source.file ?? source.url ?? 'The text' };
  }
  if ('file' in source) {
    const { text, url } = await readSource(pathToFileURL(resolve(source.file)).href, 'operator', limits);
    return { text, url, typedUrl: undefined, name: source.file };
  }
  const { text, url } = await readSource(source.url, 'operator', limits, source.headers);
  return { text, url, typedUrl: source.url, name: source.url };
}

/** A file beside a document that the operator typed is on the operator's own host. */
function withOwnHost(limits: ReadLimits, typedUrl: string | undefined): ReadLimits {
  if (typedUrl === undefined || limits.outgoing.trustTyped === false || !/^https?:/.test(typedUrl)) return limits;
  const { hostname } = new URL(typedUrl);
  return { ...limits, outgoing: { ...limits.outgoing, operatorHosts: [...limits.outgoing.operatorHosts, hostname] } };
}
