import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import { isMessage } from '../../supervisor/stdio/is-message.js';

/** What a message is to whoever gets it (JSON-RPC 2.0, sections 4 and 5). */
export function kindOf(message: JSONRPCMessage): 'request' | 'notification' | 'answer' {
  if (!('method' in message)) return 'answer';
  return 'id' in message ? 'request' : 'notification';
}

/** The messages of a body, one or several; undefined when it is something else. */
export function messagesIn(body: unknown): JSONRPCMessage[] | undefined {
  const given: unknown[] = Array.isArray(body) ? body : [body];
  return given.length > 0 && given.every(isMessage) ? given : undefined;
}
