import type { Transport } from 'mcp-swagger-ipc';
import { serveHttp } from './serve-http.js';
import { serveStdio } from './serve-stdio.js';
import type { Serving, ServingParts } from './serving.js';
import { streamableService } from './streamable-service.js';

/** Every transport, and how it begins to serve; the packages of the rare ones are loaded when they are asked for. Each rejects with ServerError. */
export const serveTransport: Record<Transport, (parts: ServingParts) => Promise<Serving>> = {
  streamable: async (parts) => serveHttp(parts, streamableService),
  sse: async (parts) => serveHttp(parts, (await import('./sse-service.js')).sseService),
  websocket: async (parts) => serveHttp(parts, (await import('./websocket-service.js')).websocketService),
  stdio: async (parts) => serveStdio(parts),
};
