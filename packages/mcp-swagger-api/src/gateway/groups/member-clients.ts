import { Client, StreamableHTTPClientTransport, type Tool } from '@modelcontextprotocol/client';
import { Injectable } from '@nestjs/common';
import { messageOf } from '../../common/error-facts.js';
import { OnAppEvent } from '../../events/app-event-emitter.js';
import type { AppEventMap } from '../../events/app-events.js';
import type { Place } from '../place.js';
import { Places } from '../places.js';

/** The stateless revision: its calls do not care which process answers them. */
const REVISION = '2026-07-28';

/** A list is read to its end, but not for ever. */
const MOST_PAGES = 1_000;

/** A server that a group wants to call and cannot; the message says why. */
export class MemberUnavailable extends Error {
  override readonly name = 'MemberUnavailable';
}

interface Known {
  url: string;
  client: Promise<Client>;
  tools: Promise<Tool[]> | undefined;
}

/** The clients by which groups call their members: one for each server, made anew when its endpoint is another one. */
@Injectable()
export class MemberClients {
  readonly #known = new Map<string, Known>();
  readonly #listeners = new Set<(serverId: string) => void>();

  constructor(private readonly places: Places) {}

  /** Calls back when the tools of a server may be others than before. */
  onChange(listener: (serverId: string) => void): void {
    this.#listeners.add(listener);
  }

  /** Rejects with MemberUnavailable. */
  async client(serverId: string): Promise<Client> {
    const place = this.places.find(serverId);
    if (place === undefined) throw new MemberUnavailable(`There is no server ${serverId} any more.`);
    await this.places.settled(place);
    return this.#of(place).client;
  }

  /** All tools of a server, as it lists them. Rejects with MemberUnavailable. */
  async tools(serverId: string): Promise<Tool[]> {
    const client = await this.client(serverId);
    const known = this.#known.get(serverId);
    if (known === undefined) return await listAll(client);
    known.tools ??= listAll(client).catch((error: unknown) => {
      known.tools = undefined;
      throw new MemberUnavailable(`Its tools could not be listed: ${messageOf(error)}`, { cause: error });
    });
    return await known.tools;
  }

  @OnAppEvent('mcp.tools.changed')
  onTools({ serverId }: AppEventMap['mcp.tools.changed']): void {
    const known = this.#known.get(serverId);
    if (known !== undefined) known.tools = undefined;
    for (const listener of this.#listeners) listener(serverId);
  }

  @OnAppEvent('process.state.changed')
  onProcess({ serverId, process }: AppEventMap['process.state.changed']): void {
    const url = process.state === 'running' ? process.endpoint : null;
    const known = this.#known.get(serverId);
    if ((known?.url ?? null) === url) return;
    this.#known.delete(serverId);
    known?.client.then((client) => client.close()).catch(() => {});
    for (const listener of this.#listeners) listener(serverId);
  }

  #of(place: Place): Known {
    const { serverId, name, state, transport, endpoint } = place;
    if (transport !== 'streamable') throw new MemberUnavailable(`Server ${name} has the transport ${transport}; groups call servers of the transport streamable.`);
    if (endpoint === undefined) throw new MemberUnavailable(`Server ${name} is ${state}.`);
    const known = this.#known.get(serverId);
    if (known?.url === endpoint.url) return known;
    const client = connect(place, endpoint.url);
    const fresh: Known = { url: endpoint.url, client, tools: undefined };
    this.#known.set(serverId, fresh);
    client.catch(() => {
      if (this.#known.get(serverId) === fresh) this.#known.delete(serverId);
    });
    return fresh;
  }
}

async function connect({ name, token, prefix }: Place, url: string): Promise<Client> {
  const client = new Client({ name: 'mcp-swagger-groups', version: '1' }, { versionNegotiation: { mode: { pin: REVISION } } });
  const headers = { 'X-Mcp-Gateway': token, 'X-Forwarded-Prefix': prefix, 'X-Mcp-Caller': 'gateway:groups groups' };
  try {
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
    return client;
  } catch (error) {
    throw new MemberUnavailable(`Server ${name} could not be reached: ${messageOf(error)}`, { cause: error });
  }
}

async function listAll(client: Client): Promise<Tool[]> {
  const tools: Tool[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await client.request({ method: 'tools/list', params: cursor === undefined ? {} : { cursor } });
    tools.push(...answer.tools);
    cursor = answer.nextCursor;
    if (cursor === undefined) break;
  }
  return tools;
}
