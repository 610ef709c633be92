import { type ExitCause, sayReason } from 'mcp-swagger-ipc';
import type { SpawnFailure } from './spawn-child.js';

/** What is known of a child's end. `fatal`: the error that it reported before it was ready. */
export interface Exit {
  code: number | null;
  signal: string | null;
  spawnError?: SpawnFailure | undefined;
  unhealthy?: string | undefined;
  fatal?: string | undefined;
  /** V8 said that the heap is full. */
  heapFull?: boolean | undefined;
  /** The flag that Node said it does not know. */
  unknownFlag?: string | undefined;
  expected: boolean;
  /** It was asked to stop because another one took its place. */
  replaced?: boolean | undefined;
}

/** Exit codes of mcp-swagger-server that a new try cannot mend: bad document or configuration, usage, port taken. */
const PERMANENT_CODES = new Set([1, 2, 3]);

/** Why a process ended: as a code, and as one sentence for people. */
export function exitReason(exit: Exit): { cause: ExitCause; reason: string } {
  if (exit.replaced === true) return { cause: 'REPLACED', reason: sayReason('REPLACED') };
  if (exit.expected) return { cause: 'STOPPED', reason: sayReason('STOPPED') };
  if (exit.spawnError !== undefined) return { cause: 'SPAWN_FAILED', reason: exit.spawnError.reason };
  if (exit.unhealthy !== undefined) return { cause: 'UNHEALTHY', reason: exit.unhealthy };
  if (exit.fatal !== undefined) return { cause: 'REPORTED', reason: exit.fatal };
  if (exit.unknownFlag !== undefined) return { cause: 'UNKNOWN_FLAG', reason: sayReason('UNKNOWN_FLAG', { flag: exit.unknownFlag }) };
  if (exit.heapFull === true) return { cause: 'HEAP_FULL', reason: sayReason('HEAP_FULL') };
  if (exit.signal !== null) return { cause: 'SIGNAL', reason: sayReason('SIGNAL', { signal: exit.signal }) };
  return { cause: 'EXITED', reason: exit.code === 0 ? sayReason('EXITED_WELL') : sayReason('EXITED', { code: String(exit.code) }) };
}

/** Why trying again would end the same way, or undefined when it may not. */
export function permanentReason(exit: Exit): string | undefined {
  if (exit.expected) return undefined;
  if (exit.spawnError !== undefined) return exit.spawnError.mayPass ? undefined : exit.spawnError.reason;
  if (exit.unknownFlag !== undefined) return sayReason('UNKNOWN_FLAG', { flag: exit.unknownFlag });
  return exit.fatal !== undefined && exit.code !== null && PERMANENT_CODES.has(exit.code) ? exit.fatal : undefined;
}
