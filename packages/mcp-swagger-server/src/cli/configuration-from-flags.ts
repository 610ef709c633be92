import { type ServerConfiguration, serverConfigurationSchema } from 'mcp-swagger-ipc';
import * as z from 'zod';
import { ServerError } from '../server-error.js';
import { accessFromFlags } from './access-from-flags.js';
import { authFromEnvironment, headersFromEnvironment } from './auth-from-environment.js';
import { credentialsFromFile } from './credentials-from-file.js';
import type { ServeFlags, UpstreamFlags } from './options.js';
import { telemetryFromEnvironment } from './telemetry-from-environment.js';

type Served = Omit<ServerConfiguration, 'document'>;

const withoutDocument = serverConfigurationSchema.omit({ document: true });

/** The configuration that flags mean; the overlays are read with the document. Rejects with ServerError. */
export async function configurationFromFlags(flags: UpstreamFlags & Partial<ServeFlags>, name: string, environment: NodeJS.ProcessEnv): Promise<Served> {
  const { transport = 'streamable' } = flags;
  refuseStdin(flags, transport);
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
    credentials: flags.credentials === undefined ? {} : await credentialsFromFile(flags.credentials, environment),
    credentialOrigins: flags.credentialOrigin,
    toolMode: flags.toolMode,
    toolBudget: flags.toolBudget,
    outputSchemas: flags.outputSchemas,
    deepObjectLists: flags.deepObjectLists,
    redirects: flags.redirects,
    filters: { only: onlyOf(flags), ...(flags.include.length > 0 ? { include: flags.include } : {}), ...(flags.exclude.length > 0 ? { exclude: flags.exclude } : {}) },
    allowedHosts: flags.allowedHost,
    allowedOrigins: flags.allowedOrigin,
    publicUrl: flags.publicUrl,
    access: accessFromFlags(flags, environment),
    internalApi: flags.internalApiPort === undefined ? undefined : { port: flags.internalApiPort },
    telemetry: telemetryFromEnvironment(environment),
    outgoing: { allowPrivateNetwork: flags.allowPrivateNetwork, operatorHosts: operatorHosts(flags) },
    limits: {
      requestTimeoutMs: flags.timeout,
      maxResponseBytes: flags.maxResponseBytes,
      retries: flags.retries,
      maxUpstreamCalls: flags.maxUpstreamCalls,
      maxWaitingCalls: flags.maxWaitingCalls,
      circuitFailures: flags.circuitFailures,
      circuitOpenMs: flags.circuitOpen,
      circuitLongestOpenMs: flags.circuitOpen * 12,
      maxConnections: flags.maxConnections,
      onLimit: flags.onLimit,
      sessionIdleTimeoutMs: flags.idleTimeout,
      maxSessionAgeMs: flags.maxSessionAge,
      resourcePollIntervalMs: flags.resourcePollInterval,
    },
    logLevel: flags.logLevel,
  // Zod makes a program of what it parses with, which pays for itself after some hundred values.
  }, { jitless: true });
  if (parsed.success) return parsed.data;
  throw new ServerError('USAGE', z.prettifyError(parsed.error));
}

/** Throws ServerError (USAGE) where the document or an overlay would come over a stdin that cannot bring it. */
function refuseStdin({ openapi, overlay, watch }: UpstreamFlags & Partial<ServeFlags>, transport: string): void {
  const overStdin = [openapi, ...overlay].filter((source) => source === '-').length;
  if (overStdin === 0) return;
  const remedy = 'give the document and its overlays as files or addresses';
  if (overStdin > 1) throw new ServerError('USAGE', `Over stdin comes one document or one overlay, and ${overStdin} were asked for; ${remedy}.`);
  if (watch === true) throw new ServerError('USAGE', `What came over stdin cannot be watched; ${remedy}.`);
  if (transport === 'stdio') throw new ServerError('USAGE', `Under stdio the standard input belongs to MCP; ${remedy}.`);
}

/** The older filter flags; undefined without any. */
function onlyOf(flags: UpstreamFlags): ServerConfiguration['filters']['only'] {
  const only = {
    ...(flags.operationFilterMethods === undefined ? {} : { methods: flags.operationFilterMethods }),
    ...(flags.operationFilterPaths === undefined ? {} : { paths: flags.operationFilterPaths }),
    ...(flags.operationFilterOperationIds === undefined ? {} : { operationIds: flags.operationFilterOperationIds }),
    ...(flags.operationFilterStatusCodes === undefined ? {} : { statusCodes: flags.operationFilterStatusCodes }),
    ...(flags.operationFilterParameters === undefined ? {} : { parameters: flags.operationFilterParameters }),
  };
  return Object.keys(only).length === 0 ? undefined : only;
}

/** The hosts of the addresses that were typed: what is reached there was meant by whoever typed them. */
function operatorHosts({ openapi, baseUrl }: UpstreamFlags): string[] {
  return [openapi, baseUrl].flatMap((address) => (address !== undefined && /^https?:/i.test(address) && URL.canParse(address) ? [new URL(address).hostname] : []));
}
