import * as z from 'zod';

/** The last instant that a Date can hold (ECMA-262, section 21.4.1.1): one beyond it could be stored, and never shown. */
export const MAX_EPOCH_MS = 8.64e15;

/** An instant in epoch ms. */
export const epochMsSchema = z.number().nonnegative().max(MAX_EPOCH_MS);

/**
 * What a connection is. `session`: a session of MCP 2024-11-05 … 2025-11-25, its real id. `stream`: an open stream without a
 * session. `derived`: calls of the stateless protocol (2026-07-28) grouped by who makes them; for monitoring, never for authorisation.
 */
export const connectionKindSchema = z.enum(['session', 'stream', 'derived']);
export type ConnectionKind = z.infer<typeof connectionKindSchema>;

/** Who is on the other side, as far as it told us. `connectedAt`: epoch ms. */
export const clientInfoSchema = z.object({
  name: z.string().max(500).optional(),
  version: z.string().max(200).optional(),
  userAgent: z.string().max(2_000).optional(),
  ip: z.string().max(100).optional(),
  protocolVersion: z.string().max(50).optional(),
  /** Who proved to be calling: the name of an API key, or the subject of a token. Unlike the rest, not the client's word. */
  subject: z.string().max(200).optional(),
  connectedAt: epochMsSchema.optional(),
});
export type ClientInfo = z.infer<typeof clientInfoSchema>;

const count = z.number().int().nonnegative();
const bytes = z.number().nonnegative();

/** What a connection did so far. `errorCount`: tool calls that failed. Bytes: of the bodies that its calls exchanged with the upstream. */
export const connectionUseSchema = z.object({
  lastActivity: epochMsSchema,
  requestCount: count,
  errorCount: count.default(0),
  bytesIn: bytes.default(0),
  bytesOut: bytes.default(0),
  /** The tool that it called last. */
  lastTool: z.string().max(500).optional(),
});
export type ConnectionUse = z.infer<typeof connectionUseSchema>;

/** One live connection as the child counts it. Times: epoch ms; `duration`: ms on a monotonic clock. */
export const connectionSchema = z.object({
  sessionId: z.string().min(1).max(200),
  kind: connectionKindSchema,
  ip: z.string().max(100).optional(),
  userAgent: z.string().max(2_000).optional(),
  clientInfo: clientInfoSchema,
  connectedAt: epochMsSchema,
  duration: z.number().nonnegative(),
  inFlight: count,
  ...connectionUseSchema.shape,
});
export type Connection = z.infer<typeof connectionSchema>;
