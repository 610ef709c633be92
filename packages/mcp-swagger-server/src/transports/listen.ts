import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sayReason } from 'mcp-swagger-ipc';
import { ServerError } from '../server-error.js';

export interface ListenOptions {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Tried first when `port` is 0. */
  preferredPort?: number | undefined;
}

/** Binds and resolves with the port. Rejects with ServerError: PORT_TAKEN, PORT_FORBIDDEN, HOST_UNKNOWN or LISTEN_FAILED. */
export async function listen(server: Server, { host, port, preferredPort }: ListenOptions): Promise<number> {
  if (port !== 0 || preferredPort === undefined) return bind(server, host, port);
  try {
    return await bind(server, host, preferredPort);
  } catch {
    return bind(server, host, 0);
  }
}

async function bind(server: Server, host: string, port: number): Promise<number> {
  const bare = host.replace(/^\[|\]$/g, '');
  await new Promise<void>((resolve, reject) => {
    const failed = (error: Error): void => reject(listenError(error, host, port));
    server.once('error', failed);
    server.listen({ host: bare, port }, () => {
      server.off('error', failed);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

function listenError(error: Error, host: string, port: number): ServerError {
  switch ('code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return new ServerError('PORT_TAKEN', sayReason('PORT_TAKEN', { port, host }), error);
    case 'EACCES':
      return new ServerError('PORT_FORBIDDEN', sayReason('PORT_FORBIDDEN', { port }), error);
    case 'ENOTFOUND':
    case 'EADDRNOTAVAIL':
      return new ServerError('HOST_UNKNOWN', sayReason('HOST_UNKNOWN', { host }), error);
    default:
      return new ServerError('LISTEN_FAILED', `Cannot listen on ${host}:${port}: ${error.message}`, error);
  }
}

/** The full address of the endpoint. A server that is bound to all addresses is named by one that can be dialled. */
export function endpointUrl(scheme: string, host: string, port: number, path: string): string {
  const dialled = host === '0.0.0.0' ? '127.0.0.1' : host === '::' || host === '[::]' ? '::1' : host.replace(/^\[|\]$/g, '');
  return `${scheme}://${dialled.includes(':') ? `[${dialled}]` : dialled}:${port}${path}`;
}
