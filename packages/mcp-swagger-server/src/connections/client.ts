import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ClientInfo } from 'mcp-swagger-ipc';

/** Who is on the other side, as far as it told us. */
export type Client = Omit<ClientInfo, 'connectedAt'>;

/** What a client says about itself is cut here: five hundred of them must fit into one line of the contract. */
const MOST_CHARACTERS = { name: 200, version: 100, userAgent: 300, protocolVersion: 50 };

/** The client behind a request; `said` is the `clientInfo` of its message, which may be anything. */
export function clientOf(request: IncomingMessage, said: unknown, protocolVersion?: string): Client {
  return {
    ...saidOf(said),
    userAgent: textOf(request.headers['user-agent'], MOST_CHARACTERS.userAgent),
    ip: request.socket.remoteAddress?.replace(/^::ffff:/, ''),
    protocolVersion: textOf(protocolVersion, MOST_CHARACTERS.protocolVersion),
  };
}

/** Name and version out of a `clientInfo` of MCP. */
export function saidOf(said: unknown): Pick<Client, 'name' | 'version'> {
  if (typeof said !== 'object' || said === null) return {};
  const name = 'name' in said ? textOf(said.name, MOST_CHARACTERS.name) : undefined;
  const version = 'version' in said ? textOf(said.version, MOST_CHARACTERS.version) : undefined;
  return { name, version };
}

/** One id for all calls of a client that has no session. Two clients that look alike share it: it is for monitoring only. */
export function derivedId({ name, version, ip, userAgent }: Client): string {
  return `d-${createHash('sha256').update(JSON.stringify([name, version, ip, userAgent])).digest('hex').slice(0, 16)}`;
}

function textOf(value: unknown, mostCharacters: number): string | undefined {
  return typeof value === 'string' ? value.slice(0, mostCharacters) : undefined;
}
