import type { ServerConfigurationInput } from 'mcp-swagger-ipc';
import { isLoopback } from '../access/access-of.js';
import { ServerError } from '../server-error.js';
import type { ServingConfiguration } from '../serving-configuration.js';
import { fromEnvironment, split } from './auth-from-environment.js';
import { apiKeysFromEnvironment } from './api-keys-from-environment.js';
import type { ServeFlags } from './options.js';

type AccessFlags = Partial<Pick<ServeFlags, 'apiKeyEnv' | 'oauthIssuer' | 'oauthAudience' | 'oauthScope' | 'oauthIntrospectionUrl' | 'oauthIntrospectionEnv'>>;

/** Who may call, as flags say it. Throws ServerError (USAGE). */
export function accessFromFlags(flags: AccessFlags, environment: NodeJS.ProcessEnv): NonNullable<ServerConfigurationInput['access']> {
  const { apiKeyEnv, oauthIssuer, oauthAudience, oauthScope = [], oauthIntrospectionUrl, oauthIntrospectionEnv } = flags;
  const apiKeys = apiKeysFromEnvironment(apiKeyEnv, environment);
  if (oauthIssuer !== undefined) return { apiKeys, oauth: { issuer: oauthIssuer, audience: oauthAudience, scopes: oauthScope, introspection: introspectionFrom(oauthIntrospectionUrl, oauthIntrospectionEnv, environment) } };
  const vain = Object.entries({ '--oauth-audience': oauthAudience, '--oauth-scope': oauthScope[0], '--oauth-introspection-url': oauthIntrospectionUrl, '--oauth-introspection-env': oauthIntrospectionEnv }).find(([, value]) => value !== undefined);
  if (vain !== undefined) throw new ServerError('USAGE', `${vain[0]} needs --oauth-issuer, which says whose tokens are meant.`);
  return { apiKeys };
}

function introspectionFrom(url: string | undefined, variable: string | undefined, environment: NodeJS.ProcessEnv): { url: string; clientId: string; clientSecret: string } | undefined {
  if (url === undefined && variable === undefined) return undefined;
  if (url === undefined || variable === undefined) throw new ServerError('USAGE', 'Introspection needs both --oauth-introspection-url and --oauth-introspection-env, for an issuer tells about tokens only to whom it knows.');
  const secret = fromEnvironment(variable, environment, '--oauth-introspection-env');
  const [clientId, clientSecret] = split(secret, variable, 'client-id:client-secret');
  return { url, clientId, clientSecret };
}

/** A sentence for an operator who lets everybody in who reaches the machine; undefined when that is not so. */
export function openDoorWarning({ host, transport, access }: Pick<ServingConfiguration, 'host' | 'transport' | 'access'>): string | undefined {
  if (transport === 'stdio' || isLoopback(host) || access.apiKeys.length > 0 || access.oauth !== undefined) return undefined;
  return `Whoever reaches ${host} can call every tool: ask callers for a key (--api-key-env) or a token (--oauth-issuer), or listen on 127.0.0.1.`;
}
