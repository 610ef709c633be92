import type { IncomingMessage } from 'node:http';
import type { Caller } from './caller.js';

/** What another node says of a request that it sent on. */
export interface Forwarded {
  /** The other end of the connection there. */
  remoteAddress: string;
  /** Whom that node let in itself; absent where the request carries its own proof. */
  caller?: Caller | undefined;
  /** It is part of a request that was counted there. */
  isCounted?: boolean | undefined;
}

const forwarded = new WeakMap<IncomingMessage, Forwarded>();

/** Remembers it; whoever calls this has made sure that it was one of our nodes. */
export function noteForwarded(request: IncomingMessage, by: Forwarded): void {
  forwarded.set(request, by);
}

/** The other end of a request's connection, at the node that it reached first. */
export function remoteAddressOf(request: IncomingMessage): string | undefined {
  return forwarded.get(request)?.remoteAddress ?? request.socket.remoteAddress;
}

/** Whether a request is part of another, which the node that it reached first has counted. */
export function isCountedElsewhere(request: IncomingMessage): boolean {
  return forwarded.get(request)?.isCounted === true;
}

/** Whom another node let in: itself, where it asks in its own name. Whoever it does that for was judged there. */
export function callerElsewhere(request: IncomingMessage): Caller | undefined {
  return forwarded.get(request)?.caller;
}
