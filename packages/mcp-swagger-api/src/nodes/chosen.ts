import type { IncomingMessage } from 'node:http';

const chosen = new WeakSet<IncomingMessage>();

/** Another node found that the server of this request should run here. */
export function noteChosen(request: IncomingMessage): void {
  chosen.add(request);
}

export function isChosen(request: IncomingMessage): boolean {
  return chosen.has(request);
}
