import { type ServerConfiguration, serverConfigurationSchema } from 'mcp-swagger-ipc';
import { z } from 'zod';
import { ServerError } from '../server-error.js';
import { authFromEnvironment, headersFromEnvironment } from './auth-from-environment.js';
import type { ServeFlags, UpstreamFlags } from './options.js';

type Served = Omit<ServerConfiguration, 'document'>;

const withoutDocument = serverConfigurationSchema.omit({ document: true });

/** Transports that users may know from elsewhere. */
const NOT_YET = new Set(['sse', 'websocket']);

/** The configuration that flags mean. Throws ServerError (USAGE). */
export function configurationFromFlags(flags: UpstreamFlags & Partial<ServeFlags>, name: string, environment: NodeJS.ProcessEnv): Served {
  const { transport = 'streamable' } = flags;
  if (NOT_YET.has(transport)) throw new ServerError('USAGE', `The transport ${transport} is not available yet; use streamable (HTTP) or stdio.`);
  if (transport === 'stdio' && flags.openapi === '-') throw new ServerError('USAGE', 'Under stdio the standard input belongs to MCP; give the document as a file or an address.');
  const parsed = withoutDocument.safeParse({
    serverId: 'cli',
    name,
    transport,
    host: flags.host,
    port: flags.port,
    endpoint: flags.endpoint,
    baseUrl: flags.baseUrl,
    serverVariables: flags.serverVariable,
    headers: { ...flags.header, ...headersFromEnvironment(flags.headerEnv, environment) },
    auth: authFromEnvironment(flags.auth, flags.tokenEnv, environment),
    filters: { ...(flags.include.length > 0 ? { include: flags.include } : {}), ...(flags.exclude.length > 0 ? { exclude: flags.exclude } : {}) },
    allowedHosts: flags.allowedHost,
    allowedOrigins: flags.allowedOrigin,
    outgoing: { allowPrivateNetwork: flags.allowPrivateNetwork, operatorHosts: operatorHosts(flags) },
    limits: {
      requestTimeoutMs: flags.timeout,
      maxResponseBytes: flags.maxResponseBytes,
      retries: flags.retries,
      maxConnections: flags.maxConnections,
      sessionIdleTimeoutMs: flags.idleTimeout,
    },
    logLevel: flags.logLevel,
  });
  if (parsed.success) return parsed.data;
  throw new ServerError('USAGE', z.prettifyError(parsed.error));
}

/** The hosts of the addresses that were typed: what is reached there was meant by whoever typed them. */
function operatorHosts({ openapi, baseUrl }: UpstreamFlags): string[] {
  return [openapi, baseUrl].flatMap((address) => (address !== undefined && /^https?:/i.test(address) && URL.canParse(address) ? [new URL(address).hostname] : []));
}
