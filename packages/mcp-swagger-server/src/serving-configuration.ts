import type { ServerConfiguration } from 'mcp-swagger-ipc';

/** How one document is served. */
export type ServingConfiguration = Omit<ServerConfiguration, 'document'>;
