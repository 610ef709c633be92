import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type DocumentSource, loadDocument, type OutgoingPolicy, readDocumentText } from 'mcp-swagger-parser';
import { BUILD_ID } from '../build-id.js';
import { type DocumentModel, documentModel, type ModelOptions } from './document-model.js';
import { ModelCache } from './model-cache.js';

/** Below this, converting takes no longer than looking up. */
const WORTH_KEEPING_CHARACTERS = 100_000;

export interface ModelRequest {
  source: DocumentSource;
  overlays: DocumentSource[];
  outgoing: OutgoingPolicy;
  /** Local files may be read, also by reference. */
  allowFiles: boolean;
  options: ModelOptions;
  /** Where models are kept; without it they are not. */
  cacheDirectory?: string | undefined;
  /** Tells builds apart; without it nothing is kept, for the converter may be another one the next time. */
  buildId?: string | undefined;
}

/** A document, converted; `kept` resolves when it is kept for the next time, or when that is given up. Rejects with DocumentError. */
export async function loadModel(request: ModelRequest): Promise<{ model: DocumentModel; kept: Promise<void> }> {
  const { outgoing, allowFiles, options, cacheDirectory, buildId = BUILD_ID } = request;
  const loading = { outgoing, allowFiles };
  if (cacheDirectory === undefined || buildId === undefined) {
    const document = await loadDocument(request.source, { ...loading, overlays: request.overlays });
    return { model: documentModel(document, options), kept: Promise.resolve() };
  }
  const [source, ...overlays] = await Promise.all([request.source, ...request.overlays].map(async (one) => await readDocumentText(one, loading)));
  if (source === undefined) throw new TypeError('There is always a source.');
  const cache = source.text.length < WORTH_KEEPING_CHARACTERS ? undefined : new ModelCache(cacheDirectory);
  // What was given may hold more than what decides, and another port makes no other tools.
  const { filters, outputSchemas, toolMode, toolBudget } = options;
  const key = createHash('sha256').update(JSON.stringify([buildId, allowFiles, outgoing, filters, outputSchemas, toolMode, toolBudget, addressOf(source), source.typedUrl, overlays])).update(source.text).digest('hex');
  const known = await cache?.find(key);
  if (known !== undefined) return { model: known, kept: Promise.resolve() };
  const document = await loadDocument(source, { ...loading, overlays });
  const model = documentModel(document, options);
  const own = new Set([source, ...overlays].map(addressOf));
  const references = document.files.filter((file) => !own.has(file));
  return { model, kept: cache?.keep(key, model, references) ?? Promise.resolve() };
}

function addressOf({ url, file }: { url?: string; file?: string }): string | undefined {
  return url ?? (file === undefined ? undefined : pathToFileURL(resolve(file)).href);
}
