import { type DocumentSource, type LoadedDocument, loadDocument, type OutgoingPolicy } from 'mcp-swagger-parser';
import { type Conversion, convertDocument, type ModelOptions } from './document-model.js';

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

/** What `loadModel` gives, for who asks nothing about the document itself: the hashes of large texts are not made for nobody. Rejects with DocumentError. */
export async function loadConversion(request: ModelRequest): Promise<{ model: Conversion; kept: Promise<void> }> {
  if (request.cacheDirectory === undefined) return { model: convertDocument(await loadRequested(request), request.options), kept: Promise.resolve() };
  // Files and hashes are for those who keep something.
  const { loadModel } = await import('./load-model.js');
  return await loadModel(request);
}

/** The document of a request, read. Rejects with DocumentError. */
export async function loadRequested({ source, overlays, outgoing, allowFiles }: ModelRequest): Promise<LoadedDocument> {
  return await loadDocument(source, { outgoing, allowFiles, overlays });
}
