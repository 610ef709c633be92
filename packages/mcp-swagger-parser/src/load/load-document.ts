import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { objectMember, scalarText, textMember } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { inlineStructure } from '../normalize/inline-structure.js';
import { normalizeDocument } from '../normalize/normalize-document.js';
import { convertSwagger2 } from '../normalize/swagger2/convert-swagger2.js';
import { liftOperations } from '../normalize/swagger2/lift-operations.js';
import type { OutgoingPolicy } from '../outgoing/outgoing-policy.js';
import { rememberSources } from '../position/place-remarks.js';
import { SourceTexts } from '../position/source-texts.js';
import { sha256 } from '../sha256.js';
import { uptimeMs } from '../uptime.js';
import { Warnings } from '../warning.js';
import type { Warning } from '../warning.js';
import { applyOverlays } from './apply-overlays.js';
import { bundleReferences } from './bundle-references.js';
import { declaredVersion } from './declared-version.js';
import { withLine } from './error-with-line.js';
import { parseText } from './parse-text.js';
import type { ParsedText } from './parsed-text.js';
import { readRoot } from './read-root.js';
import type { DocumentSource } from './read-root.js';
import { readFileUrl, readSource } from './read-source.js';
import type { ReadLimits } from './read-source.js';

/** What loading may reach and use. */
export interface LoadOptions {
  outgoing: OutgoingPolicy;
  signal?: AbortSignal;
  /** For each file; 64 MiB unless told otherwise. */
  maxBytes?: number;
  /** For each file, and four times as long for all of them; 30 s unless told otherwise. */
  timeoutMs?: number;
  /** Local files may be read, also by reference; false unless told otherwise. A `{ file }` source needs it. */
  allowFiles?: boolean;
  /** Changes to the root document as it is written, applied one after the other (OpenAPI Overlay Specification). */
  overlays?: DocumentSource[];
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
  /** What the address tagged the document with (RFC 9110 section 8.8.3); for `if-none-match` in the headers of the next reading. */
  etag?: string;
  /** The root document as it was read. */
  text: string;
  /** What is sent and what comes back are described by two schemas, for some properties travel one way only. */
  hasDirections: boolean;
  /** SHA-256 of the text and of its overlays, in hex; the files it refers to are not part of it. */
  hash: string;
  /** SHA-256 of all texts that it is made of, in hex, the files it refers to included. */
  digest: string;
  /** The addresses, `file:` or `http(s):`, of all that was read. */
  files: string[];
  warnings: Warning[];
}

/** Reads a document and all files it refers to. Rejects with DocumentError. */
export async function loadDocument(source: DocumentSource, options: LoadOptions): Promise<LoadedDocument> {
  const limits = limitsOf(options);
  const warnings = new Warnings();
  const sources = new SourceTexts();
  const { text, url, typedUrl, name, etag } = await readRoot(source, limits);
  const hasOverlays = options.overlays !== undefined && options.overlays.length > 0;
  const parsed = await parseText(text, name, warnings, undefined, hasOverlays);
  sources.add('#', parsed, undefined);
  const overlays = await applyOverlays(parsed.value, options.overlays ?? [], { limits, url, sources, warnings });
  const { root, declared, generation } = versionOf(parsed.value, name, sources);

  const externals: { text: string; url: string }[] = [];
  const readExternal = async (address: string, file: string): Promise<ParsedText & { url: string }> => {
    const external = await readSource(address, 'derived', withOwnHost(limits, typedUrl));
    externals.push(external);
    return { ...(await parseText(external.text, address, warnings, file)), url: external.url };
  };
  const knowsIds = generation === '3.1' || generation === '3.2';
  const maps = await bundleReferences(root, { url, typedUrl, knowsIds, syntax: parsed.syntax, sources, unjudged: hasOverlays ? undefined : name }, readExternal, warnings);
  options.signal?.throwIfAborted();
  inlineStructure(root, maps);
  if (generation === '2.0') convertSwagger2(root, warnings);
  else liftOperations(root, { consumes: [], produces: [] }, warnings);
  const { hasDirections } = normalizeDocument(root, generation, warnings);
  sources.place(warnings.list);

  const about = objectMember(root, 'info') ?? {};
  // Files arrive in any order.
  externals.sort((a, b) => (a.url < b.url ? -1 : 1));
  const hash = once(() => sha256(text, ...overlays.map((overlay) => overlay.text)));
  const digest = externals.length === 0 ? hash : once(() => sha256(text, ...[...overlays, ...externals].map((one) => one.text)));
  const document: LoadedDocument = {
    root,
    version: declared,
    title: textMember(about, 'title') ?? 'Untitled',
    documentVersion: scalarText(about['version']) ?? '',
    ...(url === undefined ? {} : { url }),
    ...(typedUrl === undefined ? {} : { typedUrl }),
    ...(etag === undefined ? {} : { etag }),
    text,
    hasDirections,
    // A command that runs once has no use for them, and they take a tenth of its time.
    get hash() {
      return hash();
    },
    get digest() {
      return digest();
    },
    files: [...new Set([url, ...[...overlays, ...externals].map((one) => one.url)])].filter((address) => address !== undefined),
    warnings: warnings.list,
  };
  rememberSources(document, sources);
  return document;
}

/** A document, or an overlay, by itself, and where it is. */
export interface ReadDocument {
  /** The bytes of a file, the text of anything else: whoever only compares them need not decode them. */
  content: Buffer | string;
  url?: string;
  typedUrl?: string;
  file?: string;
}

/** Reads a document, or an overlay, by itself; with its text as the source, `loadDocument` reads nothing again. Rejects with DocumentError. */
export async function readDocument(source: DocumentSource, options: LoadOptions): Promise<ReadDocument> {
  const limits = limitsOf(options);
  if ('file' in source && !('text' in source)) return { content: await readFileUrl(pathToFileURL(resolve(source.file)), limits), file: source.file };
  const { text, url, typedUrl } = await readRoot(source, limits);
  const file = 'file' in source ? { file: source.file } : {};
  return { content: text, ...(url === undefined || 'file' in source ? {} : { url }), ...(typedUrl === undefined ? {} : { typedUrl }), ...file };
}

/** Slow files are read side by side; all of them together have as much time as so many. */
const MOST_SLOW_FILES = 4;

function limitsOf(options: LoadOptions): ReadLimits {
  const timeoutMs = options.timeoutMs ?? 30_000;
  return {
    outgoing: options.outgoing,
    maxBytes: options.maxBytes ?? 64 * 1024 * 1024,
    timeoutMs,
    untilMs: uptimeMs() + timeoutMs * MOST_SLOW_FILES,
    allowFiles: options.allowFiles ?? false,
    signal: options.signal,
  };
}

function versionOf(value: unknown, name: string, sources: SourceTexts): ReturnType<typeof declaredVersion> {
  try {
    return declaredVersion(value, name);
  } catch (error) {
    throw withLine(error, sources);
  }
}

function once(make: () => string): () => string {
  let made: string | undefined;
  return () => (made ??= make());
}

/** A file beside a document that the operator typed is on the operator's own host. */
function withOwnHost(limits: ReadLimits, typedUrl: string | undefined): ReadLimits {
  if (typedUrl === undefined || limits.outgoing.trustTyped === false || !/^https?:/.test(typedUrl)) return limits;
  const { hostname } = new URL(typedUrl);
  return { ...limits, outgoing: { ...limits.outgoing, operatorHosts: [...limits.outgoing.operatorHosts, hostname] } };
}
