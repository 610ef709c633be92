import type { ServerConfigurationInput } from 'mcp-swagger-ipc';
import { isLoopback } from '../access/access-of.js';
import { ServerError } from '../server-error.js';
import type { ServingConfiguration } from '../serving-configuration.js';
import { apiKeysFromEnvironment } from './api-keys-from-environment.js';
import type { ServeFlags } from './options.js';

type AccessFlags = Partial<Pick<ServeFlags, 'apiKeyEnv' | 'oauthIssuer' | 'oauthAudience' | 'oauthScope'>>;

/** Who may call, as flags say it. Throws ServerError (USAGE). */
export function accessFromFlags({ apiKeyEnv, oauthIssuer, oauthAudience, oauthScope = [] }: AccessFlags, environment: NodeJS.ProcessEnv): NonNullable<ServerConfigurationInput['access']> {
  const apiKeys = apiKeysFromEnvironment(apiKeyEnv, environment);
  if (oauthIssuer !== undefined) return { apiKeys, oauth: { issuer: oauthIssuer, audience: oauthAudience, scopes: oauthScope } };
  if (oauthAudience !== undefined || oauthScope.length > 0) throw new ServerError('USAGE', `${oauthAudience === undefined ? '--oauth-scope' : '--oauth-audience'} needs --oauth-issuer, which says whose tokens are meant.`);
  return { apiKeys };
}

/** A sentence for an operator who lets everybody in who reaches the machine; undefined when that is not so. */
export function openDoorWarning({ host, transport, access }: Pick<ServingConfiguration, 'host' | 'transport' | 'access'>): string | undefined {
  if (transport === 'stdio' || isLoopback(host) || access.apiKeys.length > 0 || access.oauth !== undefined) return undefined;
  return `Whoever reaches ${host} can call every tool: ask callers for a key (--api-key-env) or a token (--oauth-issuer), or listen on 127.0.0.1.`;
}
