import type { JSONRPCMessage } from '@modelcontextprotocol/client';

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

function isMessage(value: unknown): value is JSONRPCMessage {
  if (typeof value !== 'object' || value === null || !('jsonrpc' in value) || value.jsonrpc !== '2.0') return false;
  if ('method' in value) return typeof value.method === 'string' && (!('id' in value) || typeof value.id === 'string' || typeof value.id === 'number');
  return 'id' in value && ('result' in value || 'error' in value);
}
