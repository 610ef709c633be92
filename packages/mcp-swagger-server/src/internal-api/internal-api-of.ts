import type { ServerCounts } from 'mcp-swagger-ipc';
import type { ConnectionRegistry } from '../connections/connection-registry.js';
import { VitalSigns } from '../reporter/vital-signs.js';
import type { ServingConfiguration } from '../serving-configuration.js';
import type { InternalApi } from './serve-internal-api.js';

/** The internal API that a configuration asks for. Rejects with ServerError when it cannot listen. */
export async function internalApiOf({ internalApi, serverId }: Pick<ServingConfiguration, 'internalApi' | 'serverId'>, connections: ConnectionRegistry, counts: () => ServerCounts): Promise<InternalApi | undefined> {
  if (internalApi === undefined) return undefined;
  const { serveInternalApi } = await import('./serve-internal-api.js');
  const signs = new VitalSigns();
  const serving = await serveInternalApi(internalApi, {
    serverId,
    get activeConnections() {
      return connections.activeConnections;
    },
    get totalConnections() {
      return connections.totalConnections;
    },
    counts,
    list: () => connections.list(),
    health: () => {
      const read = signs.read();
      // The delay that is told is the longest since somebody asked.
      signs.reset();
      return read;
    },
  });
  return {
    port: serving.port,
    close: async () => {
      signs.stop();
      await serving.close();
    },
  };
}
