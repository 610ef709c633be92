import { LONGEST_TIMER_MS } from 'mcp-swagger-ipc';
import type { Caller } from './caller.js';

/** Calls back when what a caller proved itself with is worth nothing any more: what is said over a socket brings no proof of its own. Undefined when that never happens. */
export function untilProofEnds(caller: Caller | undefined, onEnd: () => void): NodeJS.Timeout | undefined {
  if (caller?.endsAtMs === undefined) return undefined;
  return setTimeout(onEnd, Math.min(LONGEST_TIMER_MS, Math.max(0, caller.endsAtMs - Date.now()))).unref();
}
