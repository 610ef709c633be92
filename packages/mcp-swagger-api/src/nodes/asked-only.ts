import type { IncomingMessage } from 'node:http';

const asking = new WeakSet<IncomingMessage>();

/** Another node only asks whether whoever makes this request would be let in, and has not read its body yet. */
export function noteAsking(request: IncomingMessage): void {
  asking.add(request);
}

export function isAsking(request: IncomingMessage): boolean {
  return asking.has(request);
}
