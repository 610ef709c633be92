import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { request as ask } from 'undici';
import type { Caller } from '../auth/caller.js';
import { remoteAddressOf } from '../auth/forwarded.js';
import { SecretBox } from '../common/secret-box.js';
import { Environment } from '../config/environment.js';
import { Leases } from './leases.service.js';
import { Membership } from './membership.js';
import { type Heard, NODE_HEADER, type Passed, sign, type SignedRequest, verify } from './node-signature.js';
import { Nonces } from './nonces.js';
import { Roster } from './roster.js';
import { NodeConnections } from './node-connections.js';
import type { Sent } from './node-passage.js';
import { passedHeaders, sendOn, sendSocketOn } from './send-on.js';

/** A node that is asked for its part of a list and says nothing for so long is left out. */
const ASK_MS = 3_000;
const MOST_ANSWER_BYTES = 64 * 1024 * 1024;

/** Headers by which somebody proves who he is; they go along when a node asks others on his behalf. */
const PROOFS = ['authorization', 'cookie', 'x-api-key', 'host', 'origin', 'x-forwarded-for', 'x-csrf-token'] as const;

/** Who asks when a node asks for itself, or one of its groups. */
const ITSELF: Caller = { kind: 'user', id: 'node', name: 'another node', role: 'admin', scopes: [], ip: '', byCookie: false };

/** Where a request should go. `generation`: of the lease that the node has, or 0 when it is to take it. */
export interface Target {
  nodeId: string;
  url: string;
  serverId?: string;
  generation?: number;
  /** Another replica can do it as well, if this one does not run. */
  shared?: true;
  /** Only to hear whether whoever makes the request would be let in. */
  asks?: true;
  /** For a part of a request that was counted here. */
  counted?: true;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** How this node talks to the others, and knows their requests: each is signed with a key that all derive of the same ENCRYPTION_KEY. */
@Injectable()
export class Peers implements OnApplicationShutdown {
  readonly #key: Uint8Array;
  readonly #silenceMs: number;
  readonly #nonces = new Nonces();
  readonly #connections: NodeConnections;

  constructor(
    box: SecretBox,
    private readonly leases: Leases,
    private readonly roster: Roster,
    private readonly membership: Membership,
    { variables }: Environment,
  ) {
    this.#key = box.derive('requests between nodes');
    this.#silenceMs = variables.GATEWAY_TIMEOUT;
    this.#connections = new NodeConnections(this.#silenceMs);
  }

  /** What a request says of itself as the request of another node: undefined when it says nothing, false when that is not true or was heard before. */
  heard({ method = 'GET', url = '/', headers }: IncomingMessage): Heard | undefined | false {
    const header = headers[NODE_HEADER];
    if (header === undefined) return undefined;
    const now = this.leases.now();
    const heard = verify({ method, path: url, headers }, String(header), this.#key, now, this.membership.id);
    return heard !== undefined && this.#nonces.isFirst(heard.nonce, heard.until, now) ? heard : false;
  }

  send(request: IncomingMessage, response: ServerResponse, body: Buffer, target: Target): Promise<Sent> {
    const { method = 'GET', url: path = '/' } = request;
    const headers = passedHeaders(request);
    return sendOn(request, response, { url: target.url, headers, body, signature: this.#sign({ method, path, headers, body }, this.#passed(request, target)) }, this.#connections);
  }

  join(request: IncomingMessage, socket: Duplex, head: Buffer, target: Target, failed: () => void): void {
    const { method = 'GET', url: path = '/' } = request;
    const headers = passedHeaders(request);
    sendSocketOn(request, socket, head, { url: target.url, headers, signature: this.#sign({ method, path, headers, body: Buffer.alloc(0) }, this.#passed(request, target)) }, failed);
  }

  /** Asks every node for its part, as whoever makes the request; the answers of those that answer, by node. */
  async askAll(request: IncomingMessage, path: string): Promise<{ nodeId: string; answer: Answer }[]> {
    const answers = await Promise.all(
      this.roster.reachable().map(async ({ id, url }) => {
        const answer = await this.askNode(request, { nodeId: id, url }, { method: request.method ?? 'GET', path }, true).catch(() => undefined);
        return answer === undefined ? [] : [{ nodeId: id, answer }];
      }),
    );
    return answers.flat();
  }

  /** Asks the node that has a server, as whoever makes the request; undefined when it is this one, or nobody. */
  async askOwner(request: IncomingMessage, serverId: string, method: string, path: string): Promise<Answer | undefined> {
    if (!this.leases.isElsewhere(serverId)) return undefined;
    const owner = this.roster.ownerOf(serverId);
    return owner === undefined ? undefined : this.askNode(request, { nodeId: owner.nodeId, url: owner.url, serverId, generation: owner.generation }, { method, path }, false);
  }

  /** Asks the other nodes for their part in this node's own name, or only those that have a server; gives the texts of those that answer. */
  async askOthers(path: string, serverId?: string): Promise<string[]> {
    if (this.membership.isAlone) return [];
    const owners = serverId === undefined ? undefined : this.roster.ownersOf(serverId).map(({ nodeId }) => nodeId);
    const signed = { method: 'GET', path, headers: {}, body: Buffer.alloc(0) };
    const texts = await Promise.all(
      this.roster
        .reachable()
        .filter(({ id }) => id !== this.membership.id && (owners === undefined || owners.includes(id)))
        .map(async ({ id: to, url }) => {
          const headers = { [NODE_HEADER]: this.#sign(signed, { to, remoteAddress: '', caller: ITSELF }) };
          const answer = await ask(url + path, { headers, headersTimeout: ASK_MS, bodyTimeout: ASK_MS }).catch(() => undefined);
          const text = await answer?.body.text().catch(() => '');
          return answer?.statusCode === 200 && text !== undefined && text !== '' ? [text] : [];
        }),
    );
    return texts.flat();
  }

  /** Asks for a part of what a request wants, which was counted here. `isPart`: of a list, which is put together without it when it takes long. */
  async askNode(request: IncomingMessage, target: Target, { method, path }: Pick<SignedRequest, 'method' | 'path'>, isPart: boolean): Promise<Answer> {
    const proofs = Object.fromEntries(PROOFS.flatMap((name) => (request.headers[name] === undefined ? [] : [[name, request.headers[name]]])));
    const signature = this.#sign({ method, path, headers: proofs, body: Buffer.alloc(0) }, this.#passed(request, { ...target, counted: true }));
    const timeouts = isPart ? { headersTimeout: ASK_MS, bodyTimeout: ASK_MS } : { headersTimeout: this.#silenceMs, bodyTimeout: this.#silenceMs };
    const answer = await ask(target.url + path, { method: method as 'GET', headers: { ...proofs, [NODE_HEADER]: signature }, ...timeouts });
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MOST_ANSWER_BYTES) throw new Error('The answer of another node is too large.');
      chunks.push(chunk);
    }
    return { status: answer.statusCode, headers: answer.headers, text: Buffer.concat(chunks).toString('utf8') };
  }

  /** Where a group finds a member that another node has, and how its requests are signed; undefined for a server that is here. */
  memberElsewhere(serverId: string): { url: string; signed: typeof fetch } | undefined {
    const owner = this.leases.held(serverId) === undefined && this.leases.isElsewhere(serverId) ? this.roster.ownerOf(serverId) : undefined;
    if (owner === undefined) return undefined;
    const passed: Passed = { to: owner.nodeId, remoteAddress: '', caller: ITSELF, serverId, generation: owner.generation };
    const signed: typeof fetch = async (input, init) => {
      const { pathname, search } = new URL(input instanceof Request ? input.url : input);
      const body = Buffer.from(typeof init?.body === 'string' ? init.body : '');
      const headers = new Headers(init?.headers);
      headers.set(NODE_HEADER, this.#sign({ method: init?.method ?? 'GET', path: pathname + search, headers: Object.fromEntries(headers), body }, passed));
      // A signature is for one address, and goes to no other.
      return fetch(input, { ...init, headers, redirect: 'error' });
    };
    return { url: `${owner.url}/mcp/${serverId}`, signed };
  }

  onApplicationShutdown(): void {
    this.#connections.close();
  }

  #passed(request: IncomingMessage, { nodeId: to, serverId, generation, shared, asks, counted }: Target): Passed {
    return { to, remoteAddress: remoteAddressOf(request) ?? '', ...(serverId === undefined ? {} : { serverId }), ...(generation === undefined ? {} : { generation }), ...(shared === undefined ? {} : { shared }), ...(asks === undefined ? {} : { asks }), ...(counted === undefined ? {} : { counted }) };
  }

  #sign(request: SignedRequest, passed: Passed): string {
    return sign(request, passed, this.#key, this.leases.now());
  }
}
