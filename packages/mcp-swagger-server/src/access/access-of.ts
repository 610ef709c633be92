import { type Access, bracketed } from 'mcp-swagger-ipc';
import { ServerError } from '../server-error.js';
import type { ServingConfiguration } from '../serving-configuration.js';

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** True when only programs of this machine can reach an address to listen on. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(bracketed(host));
}

/** The headers in which callers prove themselves to this server. A token that was made for it is no use elsewhere, and may not be tried there (MCP 2025-11-25, Security Best Practices, Token Passthrough). */
const OWN_CREDENTIALS = new Set(['authorization', 'x-api-key']);

/** Throws ServerError (CONFIGURATION) for headers that clients could not send, or must not. */
function checkPassedHeaders({ passHeaders, transport, access }: Pick<ServingConfiguration, 'passHeaders' | 'transport' | 'access'>): void {
  if (passHeaders.length === 0) return;
  if (transport === 'stdio' || transport === 'websocket') throw new ServerError('CONFIGURATION', `passHeaders: calls over ${transport} have no headers of their own to pass on; serve over streamable HTTP or sse, or leave it out.`);
  const isGuarded = access.apiKeys.length > 0 || access.oauth !== undefined;
  const own = passHeaders.find((name) => OWN_CREDENTIALS.has(name.toLowerCase()));
  if (isGuarded && own !== undefined) throw new ServerError('CONFIGURATION', `passHeaders: ${own} holds what callers prove themselves to this server with, and that must not reach another; let them send theirs for the upstream in another header.`);
}

/** The rules of a configuration about who may call; undefined when everybody may. Throws ServerError (CONFIGURATION) for rules that cannot be kept. */
export function accessOf({ access, transport, outgoing, passHeaders }: Pick<ServingConfiguration, 'access' | 'transport' | 'outgoing' | 'passHeaders'>): Access | undefined {
  checkPassedHeaders({ access, transport, passHeaders });
  const { apiKeys, oauth } = access;
  if (apiKeys.length === 0 && oauth === undefined) return undefined;
  if (transport === 'stdio') throw new ServerError('CONFIGURATION', 'Under stdio the caller is whoever started the process, so there is nobody to ask for a key or a token; leave out the API keys and the OAuth issuer, or serve over HTTP.');
  if (oauth !== undefined) {
    const where = 'http will do only on this machine, or in a private network that is allowed (--allow-private-network)';
    const isOpen = (address: string): boolean => {
      const { protocol, hostname } = new URL(address);
      return protocol !== 'https:' && !isLoopback(hostname) && !outgoing.allowPrivateNetwork;
    };
    if (isOpen(oauth.issuer)) throw new ServerError('CONFIGURATION', `The issuer ${oauth.issuer} is not https, so anybody between here and there could bring keys of their own; ${where}.`);
    if (oauth.introspection !== undefined && isOpen(oauth.introspection.url)) throw new ServerError('CONFIGURATION', `The introspection endpoint ${oauth.introspection.url} is not https, so tokens and the client secret could be read on the way; ${where}.`);
  }
  return access;
}
