import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { decodeText, loadDocument, readDocument, type ReadDocument } from 'mcp-swagger-parser';
import { BUILD_ID } from '../build-id.js';
import { type DocumentModel, documentModel } from './document-model.js';
import { loadRequested, type ModelRequest } from './load-requested.js';
import { ModelCache } from './model-cache.js';

/** Below this, converting takes no longer than looking up. */
const WORTH_KEEPING_LENGTH = 100_000;

/** A document, converted; `kept` resolves when it is kept for the next time, or when that is given up. Rejects with DocumentError. */
export async function loadModel(request: ModelRequest): Promise<{ model: DocumentModel; kept: Promise<void> }> {
  const { outgoing, allowFiles, options, cacheDirectory, buildId = BUILD_ID } = request;
  if (cacheDirectory === undefined || buildId === undefined) return { model: documentModel(await loadRequested(request), options), kept: Promise.resolve() };
  const loading = { outgoing, allowFiles };
  const [source, ...overlays] = await Promise.all([request.source, ...request.overlays].map(async (one) => await readDocument(one, loading)));
  if (source === undefined) throw new TypeError('There is always a source.');
  const cache = source.content.length < WORTH_KEEPING_LENGTH ? undefined : new ModelCache(cacheDirectory);
  // What was given may hold more than what decides, and another port makes no other tools.
  const { filters, outputSchemas, toolMode, toolBudget } = options;
  const written = overlays.map(textOf);
  const key = createHash('sha256').update(JSON.stringify([buildId, allowFiles, outgoing, filters, outputSchemas, toolMode, toolBudget, addressOf(source), source.typedUrl, written])).update(source.content).digest('hex');
  const known = await cache?.find(key);
  if (known !== undefined) return { model: known, kept: Promise.resolve() };
  const document = await loadDocument(textOf(source), { ...loading, overlays: written });
  const model = documentModel(document, options);
  const own = new Set([source, ...overlays].map(addressOf));
  const references = document.files.filter((file) => !own.has(file));
  return { model, kept: cache?.keep(key, model, references) ?? Promise.resolve() };
}

function textOf({ content, ...where }: ReadDocument): { text: string; url?: string; typedUrl?: string; file?: string } {
  return { text: typeof content === 'string' ? content : decodeText(content), ...where };
}

function addressOf({ url, file }: { url?: string; file?: string }): string | undefined {
  return url ?? (file === undefined ? undefined : pathToFileURL(resolve(file)).href);
}
