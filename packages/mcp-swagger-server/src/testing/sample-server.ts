import type { Call, ConnectionEvent } from 'mcp-swagger-ipc';
import { createMcpServer, type McpServer, type McpServerOptions } from '../index.js';
import { sampleApi, type SampleApi } from './sample-api.js';

export interface SampleServer {
  api: SampleApi;
  server: McpServer;
  endpoint: string;
  events: ConnectionEvent[];
  calls: Call[];
  errors: unknown[];
  close(): Promise<void>;
}

/** The sample API served over MCP on a free port. */
export async function sampleServer(options: Partial<McpServerOptions> = {}): Promise<SampleServer> {
  const api = await sampleApi();
  const events: ConnectionEvent[] = [];
  const calls: Call[] = [];
  const errors: unknown[] = [];
  const server = await createMcpServer({
    document: { text: api.documentText },
    outgoing: { allowPrivateNetwork: true },
    onConnection: (event) => events.push(event),
    onCall: (call) => calls.push(call),
    onError: (error) => errors.push(error),
    ...options,
  }).catch(async (error: unknown) => {
    await api.close();
    throw error;
  });
  return {
    api,
    server,
    endpoint: server.endpoint,
    events,
    calls,
    errors,
    close: async () => {
      api.release();
      await server.close(0);
      await api.close();
    },
  };
}
