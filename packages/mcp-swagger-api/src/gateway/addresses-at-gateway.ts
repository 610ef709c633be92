import type { IncomingMessage } from 'node:http';
import { ownAddresses } from 'mcp-swagger-ipc';
import type { Place } from './place.js';
import { PREFIX, routeOf } from './route.js';

/** How the API is reached, as its environment says. */
export interface Reached {
  HOST: string;
  PUBLIC_URL?: string | undefined;
}

/**
 * The addresses of a server at the gateway that a token may be meant for (RFC 8707), the one that the client used first. Without PUBLIC_URL
 * they are those that the API is bound to: what the Host header says counts only among them.
 */
export function addressesAtGateway({ url = '', headers, socket }: Pick<IncomingMessage, 'url' | 'headers' | 'socket'>, { serverId, name }: Pick<Place, 'serverId' | 'name'>, { HOST, PUBLIC_URL }: Reached): string[] {
  const byName = `${PREFIX}${encodeURIComponent(name)}`;
  const byId = `${PREFIX}${encodeURIComponent(serverId)}`;
  const paths = routeOf(url)?.name === serverId ? [byId, byName] : [byName, byId];
  const addresses = paths.flatMap((path) => ownAddresses({ host: HOST, path, publicUrl: PUBLIC_URL }, { address: socket.localAddress, port: socket.localPort ?? 0 }));
  const dialled = addresses.find((address) => new URL(address).host === headers.host?.toLowerCase());
  return dialled === undefined ? addresses : [dialled, ...addresses.filter((address) => address !== dialled)];
}
