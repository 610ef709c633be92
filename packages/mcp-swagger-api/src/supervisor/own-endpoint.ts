import { bracketed } from 'mcp-swagger-ipc';

const SCHEMES = new Set(['http:', 'ws:']);

/** What is dialled instead of all addresses. */
const DIALLED: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]', '[::]': '[::1]' };

/**
 * Whether a child can listen at the address that it names: of HTTP or WebSocket, at the host that it was told to bind to, with nothing of a
 * user in it. Looks at its health, and the calls of clients with all that they prove themselves with, go to that address.
 */
export function isOwnEndpoint(endpoint: string, boundHost: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname, port, username, password } = new URL(endpoint);
  return SCHEMES.has(protocol) && port !== '0' && username === '' && password === '' && hostname === hostOf(DIALLED[boundHost] ?? boundHost);
}

/** A host as URLs write it; undefined for what is none. */
function hostOf(host: string): string | undefined {
  const address = `http://${bracketed(host)}`;
  return URL.canParse(address) ? new URL(address).hostname : undefined;
}
