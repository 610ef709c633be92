import type { ExitCause } from 'mcp-swagger-ipc';
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
  if (exit.replaced === true) return { cause: 'REPLACED', reason: 'Another process took its place.' };
  if (exit.expected) return { cause: 'STOPPED', reason: 'It was asked to stop.' };
  if (exit.spawnError !== undefined) return { cause: 'SPAWN_FAILED', reason: exit.spawnError.reason };
  if (exit.unhealthy !== undefined) return { cause: 'UNHEALTHY', reason: exit.unhealthy };
  if (exit.fatal !== undefined) return { cause: 'REPORTED', reason: exit.fatal };
  if (exit.unknownFlag !== undefined) return { cause: 'UNKNOWN_FLAG', reason: unknownFlagReason(exit.unknownFlag) };
  if (exit.heapFull === true) return { cause: 'HEAP_FULL', reason: 'memory limit: its heap was full.' };
  if (exit.signal !== null) return { cause: 'SIGNAL', reason: `It was ended by ${exit.signal}.` };
  return { cause: 'EXITED', reason: exit.code === 0 ? 'It ended by itself.' : `It ended by itself with exit code ${exit.code}.` };
}

/** Why trying again would end the same way, or undefined when it may not. */
export function permanentReason(exit: Exit): string | undefined {
  if (exit.expected) return undefined;
  if (exit.spawnError !== undefined) return exit.spawnError.mayPass ? undefined : exit.spawnError.reason;
  if (exit.unknownFlag !== undefined) return unknownFlagReason(exit.unknownFlag);
  return exit.fatal !== undefined && exit.code !== null && PERMANENT_CODES.has(exit.code) ? exit.fatal : undefined;
}

function unknownFlagReason(flag: string): string {
  return `The Node that runs it does not know the flag ${flag}; take another version of Node, or take the flag out of what starts it.`;
}
