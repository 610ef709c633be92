import type { Filters, OutputSchemas } from 'mcp-swagger-ipc';
import type { DocumentSource, OutgoingPolicy, Skipped, Tool, Warning } from 'mcp-swagger-parser';

/** What is asked of the conversion worker. */
export interface ConversionRequest {
  source: DocumentSource;
  outgoing: OutgoingPolicy;
  filters: Filters;
  /** Texts, applied in this order. */
  overlays?: string[] | undefined;
  outputSchemas?: OutputSchemas | undefined;
}

/** A document and the tools that it gives. `text`: as it was read. */
export interface Conversion {
  title: string;
  version: string;
  openapiVersion: string;
  hash: string;
  text: string;
  tools: Pick<Tool, 'name' | 'title' | 'description' | 'inputSchema' | 'annotations' | '_meta'>[];
  warnings: Warning[];
  skipped: Skipped[];
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
