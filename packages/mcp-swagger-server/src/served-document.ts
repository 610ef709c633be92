import type { Warning } from 'mcp-swagger-parser';
import { drainingUpstream, type DrainingUpstream } from './draining-upstream.js';
import { Catalogue } from './mcp/catalogue.js';
import type { DocumentModel } from './model/document-model.js';
import type { ServingConfiguration } from './serving-configuration.js';
import { createUpstream } from './upstream/index.js';
import { upstreamOptions } from './upstream-options.js';

/** A document as it is served: what it comes to, what clients see of it, and the API behind. A reload makes a new one. */
export interface ServedDocument {
  readonly model: DocumentModel;
  /** Of the document, and of what will not work with this configuration. */
  readonly warnings: readonly Warning[];
  readonly catalogue: Catalogue;
  readonly upstream: DrainingUpstream;
}

/** Connects a document to its API. Throws UpstreamError when that cannot work. */
export function serveDocument(model: DocumentModel, configuration: ServingConfiguration): ServedDocument {
  const upstream = drainingUpstream(createUpstream(upstreamOptions(configuration, model)));
  return { model, warnings: [...model.warnings, ...upstream.warnings], catalogue: new Catalogue(model, upstream, configuration), upstream };
}
