import { type LoadedDocument, type Prompt, type Resource, type Skipped, type Tool, toPrompts, toResources, type Warning } from 'mcp-swagger-parser';
import { toolsFor } from './mcp/tools-for.js';
import { drainingUpstream, type DrainingUpstream } from './draining-upstream.js';
import { Catalogue } from './mcp/catalogue.js';
import type { ServingConfiguration } from './serving-configuration.js';
import { createUpstream } from './upstream/index.js';
import { upstreamOptions } from './upstream-options.js';

/** A document as it is served: what clients see of it, and the API behind. A reload makes a new one. */
export interface ServedDocument {
  readonly document: LoadedDocument;
  readonly tools: readonly Tool[];
  readonly resources: readonly Resource[];
  readonly prompts: readonly Prompt[];
  readonly warnings: readonly Warning[];
  readonly skipped: readonly Skipped[];
  readonly catalogue: Catalogue;
  readonly upstream: DrainingUpstream;
}

/** Converts a document and connects it to its API. Throws DocumentError or UpstreamError when that cannot work. */
export function serveDocument(document: LoadedDocument, configuration: ServingConfiguration): ServedDocument {
  const { tools, warnings: toolWarnings, skipped } = toolsFor(document, configuration);
  const { resources, warnings: resourceWarnings } = toResources(document);
  const { prompts, warnings: promptWarnings } = toPrompts(document);
  const upstream = drainingUpstream(createUpstream(upstreamOptions(configuration, document, tools, resources)));
  const warnings = [...toolWarnings, ...resourceWarnings, ...promptWarnings, ...upstream.warnings];
  const catalogue = new Catalogue({ document, tools, resources, prompts }, upstream, configuration);
  return { document, tools, resources, prompts, warnings, skipped, catalogue, upstream };
}
