import type { ChildMessage } from './messages.js';

/** The version of the contract; it marks a line as ours. */
export const CONTRACT_VERSION = 1;

/** One message as one line of JSON with its newline. */
export function encodeMessage(message: ChildMessage): string {
  return `${JSON.stringify(message)}\n`;
}

/** Several messages as one BATCH line. The envelope carries the number of its first message and counts for nothing itself. */
export function encodeBatch(messages: readonly ChildMessage[]): string {
  const first = messages[0];
  return `${JSON.stringify({ v: CONTRACT_VERSION, seq: first?.seq, type: 'BATCH', timestamp: first?.timestamp, data: { messages } })}\n`;
}
