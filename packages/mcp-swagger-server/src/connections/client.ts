import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ClientInfo } from 'mcp-swagger-ipc';
import { callerOf } from '../access/caller.js';
import { passedOnBy } from '../access/gateway-trust.js';

/** Who is on the other side: as far as it told us, and as far as it proved. */
export type Client = Omit<ClientInfo, 'connectedAt'>;

/** What a client says about itself is cut here: five hundred of them must fit into one line of the contract. */
const MOST_CHARACTERS = { name: 200, version: 100, userAgent: 300, protocolVersion: 50, subject: 100 };

/** The client behind a request; `said` is the `clientInfo` of its message, which may be anything. */
export function clientOf(request: IncomingMessage, said: unknown, protocolVersion?: string): Client {
  const caller = callerOf(request);
  return {
    ...saidOf(said),
    userAgent: textOf(request.headers['user-agent'], MOST_CHARACTERS.userAgent),
    ip: passedOnBy(request)?.ip ?? request.socket.remoteAddress?.replace(/^::ffff:/, ''),
    protocolVersion: textOf(protocolVersion, MOST_CHARACTERS.protocolVersion),
    ...(caller === undefined ? {} : { subject: caller.name.slice(0, MOST_CHARACTERS.subject) }),
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
export function derivedId({ name, version, ip, userAgent, subject }: Client): string {
  const text = JSON.stringify([name, version, ip, userAgent, subject]);
  const known = derivedIds.get(text);
  if (known !== undefined) return known;
  if (derivedIds.size >= MOST_IDS) derivedIds.clear();
  const id = `d-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  derivedIds.set(text, id);
  return id;
}

/** Of the clients that called lately: a hash a call would be a tenth of its cost. */
const derivedIds = new Map<string, string>();
const MOST_IDS = 1_000;

function textOf(value: unknown, mostCharacters: number): string | undefined {
  return typeof value === 'string' ? value.slice(0, mostCharacters) : undefined;
}
