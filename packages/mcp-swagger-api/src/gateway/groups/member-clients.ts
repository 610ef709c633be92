import { Client, StreamableHTTPClientTransport, type StreamableHTTPClientTransportOptions } from '@modelcontextprotocol/client';
import { Injectable } from '@nestjs/common';
import { messageOf } from '../../common/error-facts.js';
import { OnAppEvent } from '../../events/app-event-emitter.js';
import type { AppEventMap } from '../../events/app-events.js';
import { Peers } from '../../nodes/peers.js';
import { isCallable, type Place } from '../place.js';
import { Places } from '../places.js';
import { type ListKind, listAll, type MemberLists } from './member-lists.js';

/** The stateless revision: its calls do not care which process answers them. */
const REVISION = '2026-07-28';

/** What groups can call. */
export const MEMBER_TRANSPORTS = ['streamable', 'stdio'];
export const canBeMember = (transport: string): boolean => MEMBER_TRANSPORTS.includes(transport);

/** Has the clients of the processes that listen on no port. */
export abstract class PipeClients {
  abstract client(serverId: string): Promise<Client>;
}

/** A server that a group wants to call and cannot; the message says why. */
export class MemberUnavailable extends Error {
  override readonly name = 'MemberUnavailable';
}

interface Known {
  /** Where it was found: another address, or another process, makes another client. */
  at: string;
  client: Promise<Client>;
  /** Of the process itself, which closes it. */
  isBorrowed: boolean;
  lists: { [K in ListKind]?: Promise<MemberLists[K]> };
}

/** The clients by which groups call their members: one for each server, made anew when its endpoint is another one. */
@Injectable()
export class MemberClients {
  readonly #known = new Map<string, Known>();
  readonly #listeners = new Set<(serverId: string) => void>();

  constructor(
    private readonly places: Places,
    private readonly pipes: PipeClients,
    private readonly peers: Peers,
  ) {}

  /** Calls back when what a server lists may be other than before. */
  onChange(listener: (serverId: string) => void): void {
    this.#listeners.add(listener);
  }

  /** Rejects with MemberUnavailable. */
  async client(serverId: string): Promise<Client> {
    return await (await this.#knownOf(serverId)).client;
  }

  /** All of one kind that a server lists. Rejects with MemberUnavailable. */
  async list<K extends ListKind>(serverId: string, kind: K): Promise<MemberLists[K]> {
    const known = await this.#knownOf(serverId);
    const { lists } = known;
    lists[kind] ??= known.client.then((client) => listAll(client, kind)) as (typeof lists)[K];
    try {
      return (await lists[kind]) as MemberLists[K];
    } catch (error) {
      delete lists[kind];
      throw error instanceof MemberUnavailable ? error : new MemberUnavailable(`Its ${kind} could not be listed: ${messageOf(error)}`, { cause: error });
    }
  }

  @OnAppEvent('mcp.tools.changed')
  onTools({ serverId }: AppEventMap['mcp.tools.changed']): void {
    this.#changed(serverId);
  }

  @OnAppEvent('process.state.changed')
  onProcess({ serverId, process }: AppEventMap['process.state.changed']): void {
    const known = this.#known.get(serverId);
    const at = process.state === 'running' ? addressOf(process) : null;
    if ((known?.at ?? null) === at) return;
    this.#forget(serverId);
    for (const listener of this.#listeners) listener(serverId);
  }

  #changed(serverId: string): void {
    const known = this.#known.get(serverId);
    if (known !== undefined) known.lists = {};
    for (const listener of this.#listeners) listener(serverId);
  }

  async #knownOf(serverId: string): Promise<Known> {
    const place = this.places.find(serverId);
    if (place === undefined) throw new MemberUnavailable(`There is no server ${serverId} any more.`);
    const elsewhere = this.peers.memberElsewhere(serverId);
    if (elsewhere !== undefined) return this.#remember(serverId, elsewhere.url, false, () => connectElsewhere(place.name, elsewhere));
    await this.places.settled(place);
    return this.#of(place);
  }

  #of(place: Place): Known {
    const { serverId, name, state, transport, endpoint, generation } = place;
    if (!isCallable(place)) throw new MemberUnavailable(`Server ${name} is ${state}.`);
    if (!canBeMember(transport)) throw new MemberUnavailable(`Server ${name} has the transport ${transport}; groups call servers of the transports ${MEMBER_TRANSPORTS.join(' and ')}.`);
    const at = addressOf({ endpoint: endpoint?.url ?? null, generation });
    return this.#remember(serverId, at, endpoint === undefined, () => (endpoint === undefined ? this.#borrow(place) : connect(place, endpoint.url)));
  }

  #remember(serverId: string, at: string, isBorrowed: boolean, begin: () => Promise<Client>): Known {
    const known = this.#known.get(serverId);
    if (known?.at === at) return known;
    this.#forget(serverId);
    const client = begin();
    const fresh: Known = { at, client, isBorrowed, lists: {} };
    this.#known.set(serverId, fresh);
    client.catch(() => {
      if (this.#known.get(serverId) === fresh) this.#known.delete(serverId);
    });
    return fresh;
  }

  async #borrow({ serverId, name }: Place): Promise<Client> {
    try {
      const client = await this.pipes.client(serverId);
      for (const method of ['notifications/prompts/list_changed', 'notifications/resources/list_changed'] as const) client.setNotificationHandler(method, () => this.#changed(serverId));
      return client;
    } catch (error) {
      throw new MemberUnavailable(`Server ${name} could not be reached: ${messageOf(error)}`, { cause: error });
    }
  }

  #forget(serverId: string): void {
    const known = this.#known.get(serverId);
    this.#known.delete(serverId);
    if (known?.isBorrowed === false) known.client.then((client) => client.close()).catch(() => {});
  }
}

/** A port may be another process's later, and pipes have no address. */
function addressOf({ endpoint, generation }: { endpoint: string | null; generation: number }): string {
  return endpoint ?? `process ${generation}`;
}

function connect({ name, token, prefix }: Place, url: string): Promise<Client> {
  const headers = { 'X-Mcp-Gateway': token, 'X-Forwarded-Prefix': prefix, 'X-Mcp-Caller': 'gateway:groups groups' };
  return connected(url, { requestInit: { headers } }, `Server ${name} could not be reached`);
}

/** At the node that has the server. */
function connectElsewhere(name: string, { url, signed }: { url: string; signed: typeof fetch }): Promise<Client> {
  return connected(url, { fetch: signed }, `Server ${name} could not be reached on the node that has it`);
}

async function connected(url: string, options: StreamableHTTPClientTransportOptions, failure: string): Promise<Client> {
  const client = new Client({ name: 'mcp-swagger-groups', version: '1' }, { versionNegotiation: { mode: { pin: REVISION } } });
  try {
    await client.connect(new StreamableHTTPClientTransport(new URL(url), options));
    return client;
  } catch (error) {
    throw new MemberUnavailable(`${failure}: ${messageOf(error)}`, { cause: error });
  }
}
