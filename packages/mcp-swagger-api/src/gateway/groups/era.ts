import type { IncomingMessage } from 'node:http';
import { classifyInboundRequest } from '@modelcontextprotocol/server';

/** Whether a request is of the era without sessions. */
export function isModern(request: IncomingMessage, body: unknown): boolean {
  if (request.method !== 'POST' || request.headers['mcp-session-id'] !== undefined) return false;
  const header = (name: string): string | undefined => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  const outcome = classifyInboundRequest({ httpMethod: 'POST', protocolVersionHeader: header('mcp-protocol-version'), mcpMethodHeader: header('mcp-method'), mcpNameHeader: header('mcp-name'), body });
  return outcome.kind !== 'legacy';
}

/** The message that begins a session. */
export function isInitialize(body: unknown): body is { id: string | number; params?: unknown } {
  return typeof body === 'object' && body !== null && 'method' in body && body.method === 'initialize' && 'id' in body;
}
