import { type DocumentSource, type LoadedDocument, loadDocument, type OutgoingPolicy } from 'mcp-swagger-parser';
import type { ModelOptions } from './document-model.js';

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

/** The document of a request, read. Rejects with DocumentError. */
export async function loadRequested({ source, overlays, outgoing, allowFiles }: ModelRequest): Promise<LoadedDocument> {
  return await loadDocument(source, { outgoing, allowFiles, overlays });
}
