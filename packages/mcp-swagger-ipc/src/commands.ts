import * as z from 'zod';
import { serverConfigurationSchema } from './server-configuration.js';
import { upstreamProbeTargetSchema } from './upstream-probe.js';

const requestId = z.string().min(1).max(100);

/** What the API asks of a child, one line of JSON each on its stdin; the first one is `configure`. */
export const commandSchema = z.discriminatedUnion('command', [
  z.object({ command: z.literal('configure'), configuration: serverConfigurationSchema }),
  /** Answered by HEALTH. */
  z.object({ command: z.literal('health-check'), requestId }),
  /** Answered by METRICS. */
  z.object({ command: z.literal('metrics'), requestId }),
  /** Answered by CONNECTION_STATS with `full: true`, in pages. */
  z.object({ command: z.literal('snapshot'), requestId }),
  /** Answered by COMMAND_RESULT. */
  z.object({ command: z.literal('close-session'), requestId, sessionId: z.string().min(1).max(200), reason: z.string().max(1_000).optional() }),
  /** What a call would send, without sending it. Answered by REQUEST, or by COMMAND_RESULT when there is no such request. */
  z.object({ command: z.literal('dry-run'), requestId, tool: z.string().min(1).max(500), arguments: z.record(z.string(), z.unknown()) }),
  /** Serves another document, or the same in another way; sessions stay. Answered by TOOLS_CHANGED and COMMAND_RESULT. What is bound (host, port, endpoint, transport) must be the same. */
  z.object({ command: z.literal('reload'), requestId, configuration: serverConfigurationSchema }),
  /** Asks the API behind the tools for something, as a call would. Answered by COMMAND_RESULT: that it answered in time and without an error, or why not. */
  z.object({ command: z.literal('probe-upstream'), requestId, target: upstreamProbeTargetSchema, timeoutMs: z.number().int().positive().max(600_000) }),
  /** Takes no new work, lets calls in flight finish for at most `graceMs`, then exits with 0. */
  z.object({ command: z.literal('stop'), graceMs: z.number().int().min(0).max(600_000).default(5_000) }),
]);
export type Command = z.infer<typeof commandSchema>;
export type CommandInput = z.input<typeof commandSchema>;

/** A configuration carries a whole document: its line may be this long, in bytes. */
export const MAX_COMMAND_BYTES = 128 * 1024 * 1024;

/** One command as one line of JSON with its newline. */
export function encodeCommand(command: CommandInput): string {
  return `${JSON.stringify(command)}\n`;
}

export type DecodedCommand = { kind: 'command'; command: Command } | { kind: 'invalid'; detail: string };

/** Reads one line of a child's stdin; undefined for a blank one. Never throws, and never repeats a value, for it may be a secret. */
export function decodeCommand(line: string): DecodedCommand | undefined {
  if (line.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { kind: 'invalid', detail: 'The command is not JSON.' };
  }
  // Zod makes a program of what it parses with, which pays for itself after some hundred values; commands are few, and the first is waited for.
  const parsed = commandSchema.safeParse(value, { jitless: true });
  if (parsed.success) return { kind: 'command', command: parsed.data };
  return { kind: 'invalid', detail: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ').slice(0, 1_000) };
}
