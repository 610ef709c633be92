import type { Filters, OutputSchemas } from 'mcp-swagger-ipc';
import type { DocumentSource, OutgoingPolicy, Skipped, Tool, Warning } from 'mcp-swagger-parser';
import type { ToolDiff } from './tool-diff.js';

/** What is asked of the conversion worker. */
export interface ConversionRequest {
  source: DocumentSource;
  outgoing: OutgoingPolicy;
  filters: Filters;
  /** Texts, applied in this order. */
  overlays?: string[] | undefined;
  outputSchemas?: OutputSchemas | undefined;
  /** An earlier text of the document, whose tools are compared with those of this one. */
  against?: DocumentSource | undefined;
}

/** A document and the tools that it gives. `text`: as it was read. */
export interface Conversion {
  title: string;
  version: string;
  openapiVersion: string;
  hash: string;
  text: string;
  /** What its address tagged it with. */
  etag?: string | undefined;
  tools: Pick<Tool, 'name' | 'title' | 'description' | 'inputSchema' | 'annotations' | '_meta'>[];
  warnings: Warning[];
  skipped: Skipped[];
  /** With `against`: how the tools differ from those of the earlier text. */
  diff?: ToolDiff | undefined;
}

/** Why there is none; `pointer` and `line` say where, when it is known. */
export interface ConversionFailure {
  code: string;
  message: string;
  pointer?: string | undefined;
  line?: number | undefined;
  column?: number | undefined;
}

export type ConversionAnswer = { ok: true; conversion: Conversion } | { ok: false; failure: ConversionFailure };
