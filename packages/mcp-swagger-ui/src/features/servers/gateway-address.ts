import type { Server } from '../../lib/api';

/** Where the gateway of the API that serves this page has a server. */
export function gatewayAddress(name: string): string {
  return `${location.origin}/mcp/${encodeURIComponent(name)}`;
}

/** What a client has to show at the gateway: what the server's own `access` asks for, what the product asks of everyone, or nothing on this machine. */
export function gatewayGuard(server: Pick<Server, 'access'>, callerKind: 'local' | 'user' | 'key' | undefined): 'own' | 'product' | 'open' {
  if (server.access !== undefined && (server.access.oauth !== undefined || (server.access.apiKeys ?? []).length > 0)) return 'own';
  return callerKind === 'local' ? 'open' : 'product';
}
