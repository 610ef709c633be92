import type { CallEnd } from './exchange/call-end.js';

/** A piece of an answer as MCP carries it; `data` and `blob` are base64. */
export type ContentBlock =
  | { type: 'text'; text: string }
  | { type: 'image' | 'audio'; data: string; mimeType: string }
  | { type: 'resource'; resource: { uri: string; mimeType: string; text: string } | { uri: string; mimeType: string; blob: string } }
  | { type: 'resource_link'; uri: string; name: string; mimeType?: string; description?: string };

/** The outcome of a tool call. A failed one has `isError` and says in `content` what happened. */
export interface ToolCallResult {
  content: ContentBlock[];
  structuredContent?: Record<string, unknown>;
  /** For programs rather than models: where the next page or the rest of a cut answer is. */
  _meta?: Record<string, unknown>;
  isError?: boolean;
  /** HTTP status of the upstream's answer; absent when none came. */
  upstreamStatus?: number;
  /** Bytes of the bodies that came in and went out. */
  bytesIn: number;
  bytesOut: number;
}

/** Told while a call waits before it tries again. */
export interface CallProgress {
  progress: number;
  total?: number;
  message?: string;
}

/** Something that the upstream logged while it answered. */
export interface CallLog {
  /** As in RFC 5424 and MCP "LoggingLevel". */
  level: 'debug' | 'info' | 'notice' | 'warning' | 'error' | 'critical' | 'alert' | 'emergency';
  data: unknown;
}

/** What reading a resource gives; as MCP carries it. */
export type ResourceContents = { uri: string; mimeType?: string; _meta?: Record<string, unknown> } & ({ text: string } | { blob: string });

/** What goes with one call besides its arguments. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** The caller's own end of this one call, instead of a signal: the timeout of the call sets it too. */
  end?: CallEnd | undefined;
  onProgress?: ((progress: CallProgress) => void) | undefined;
  onLog?: ((log: CallLog) => void) | undefined;
}
