import type { ServerConfiguration } from 'mcp-swagger-ipc';
import type { DocumentModel } from './model/document-model.js';
import type { UpstreamOptions } from './upstream/index.js';

/** How a configuration reaches its upstream. */
export function upstreamOptions(configuration: Omit<ServerConfiguration, 'document'>, { document, tools, resources }: Pick<DocumentModel, 'document' | 'tools' | 'resources'>): UpstreamOptions {
  const { baseUrl, serverVariables, headers, auth, credentials, credentialOrigins, deepObjectLists, redirects, outgoing, limits } = configuration;
  const { requestTimeoutMs: timeoutMs, maxResponseBytes, retries, maxUpstreamCalls: inFlight, maxWaitingCalls: waiting, circuitFailures: failures, circuitOpenMs: openMs, circuitLongestOpenMs: longestOpenMs } = limits;
  return {
    document,
    tools,
    resources,
    serverVariables,
    headers,
    credentials,
    credentialOrigins,
    deepObjectLists,
    redirects,
    outgoing,
    timeoutMs,
    maxResponseBytes,
    retries,
    bulkhead: { inFlight, waiting },
    circuit: { failures, openMs, longestOpenMs },
    areOutputSchemasStrict: configuration.outputSchemas === 'strict',
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(auth === undefined ? {} : { auth }),
  };
}
