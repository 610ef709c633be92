import type { JSONRPCMessage } from '@modelcontextprotocol/client';

/** JSON-RPC 2.0 as far as passing a message on needs it; a request names itself by a text or a number (MCP 2025-11-25, Messages). */
export function isMessage(value: unknown): value is JSONRPCMessage {
  if (typeof value !== 'object' || value === null || !('jsonrpc' in value) || value.jsonrpc !== '2.0') return false;
  if ('method' in value) return typeof value.method === 'string' && (!('id' in value) || typeof value.id === 'string' || typeof value.id === 'number');
  return 'id' in value && ('result' in value || 'error' in value);
}
