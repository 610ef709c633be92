import type { IncomingMessage } from 'node:http';

/** Somebody who proved to be allowed in. */
export interface Caller {
  /** Tells callers apart; never shown. */
  id: string;
  /** For people: the name of an API key, or the subject of a token. */
  name: string;
  /** When the proof is worth nothing any more, in epoch ms; absent for keys, which do not end by themselves. */
  endsAtMs?: number;
  /** SHA-256 of the API key that it came with, as hex. */
  keyHash?: string;
}

/** The request is all that every transport has in common from the front to its sessions, so the caller goes with it. */
const callers = new WeakMap<IncomingMessage, Caller>();

/** Notes who makes a request. */
export function noteCaller(request: IncomingMessage, caller: Caller): void {
  callers.set(request, caller);
}

/** Who makes a request; undefined where everybody may call. */
export function callerOf(request: IncomingMessage): Caller | undefined {
  return callers.get(request);
}
