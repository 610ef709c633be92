import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { AccessService } from '../auth/access.service.js';
import { noteForwarded } from '../auth/forwarded.js';
import { RestRate } from '../auth/rest-rate.js';
import { AppError } from '../common/app-error.js';
import { messageOf } from '../common/error-facts.js';
import { toProblem } from '../common/problem.filter.js';
import { Environment } from '../config/environment.js';
import { isOfNoSession } from './no-session.js';
import { type Aim, aimOf } from './aim-of.js';
import { noteAsking } from './asked-only.js';
import { noteChosen } from './chosen.js';
import { Gathering } from './gathering.js';
import { Leases } from './leases.service.js';
import { Membership } from './membership.js';
import { type Heard, isBody, NODE_HEADER } from './node-signature.js';
import { keepSigned } from './keep-signed.js';
import { Peers } from './peers.js';
import { Roster } from './roster.js';
import { MISDIRECTED } from './node-passage.js';
import { takeBody } from './take-body.js';
import { type ServerAim, Targets } from './targets.js';

/** A document of 32 MiB as a JSON string, with its escapes; what the API itself takes. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The roster is looked at again so soon while a server is on its way from one node to another. */
const AGAIN_MS = 50;

const NOTHING = Buffer.alloc(0);

const HEAD_502 = 'HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

type Local = () => void;

/** Stands before all else of the HTTP server: what concerns a server of another node is sent there, and what comes from another node is believed by its signature. */
@Injectable()
export class NodeDoor {
  private readonly logger = new Logger('Nodes');
  readonly #patienceMs: number;
  readonly #mostEndpointBytes: number;

  constructor(
    private readonly membership: Membership,
    private readonly leases: Leases,
    private readonly roster: Roster,
    private readonly peers: Peers,
    private readonly gathering: Gathering,
    private readonly access: AccessService,
    private readonly rate: RestRate,
    private readonly targets: Targets,
    { variables }: Environment,
  ) {
    this.#patienceMs = variables.GATEWAY_WAIT;
    this.#mostEndpointBytes = variables.GATEWAY_MAX_BODY;
  }

  /** Stands before all listeners that the server has by now. A node that is alone has no door. */
  attach(server: Server): void {
    if (this.membership.isAlone) return;
    const requests = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
    const upgrades = server.listeners('upgrade') as ((request: IncomingMessage, socket: Duplex, head: Buffer) => void)[];
    server.removeAllListeners('request').removeAllListeners('upgrade');
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.#take(request, response, () => {
        for (const listener of requests) listener.call(server, request, response);
      }).catch((error: unknown) => this.#fail(request, response, error));
    });
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#takeSocket(request, socket, head, () => {
        for (const listener of upgrades) listener.call(server, request, socket, head);
      }).catch((error: unknown) => {
        this.logger.error(`A socket for another node: ${messageOf(error)}`);
        socket.destroy();
      });
    });
  }

  async #take(request: IncomingMessage, response: ServerResponse, local: Local): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const heard = this.peers.heard(request);
    if (heard === false) throw new AppError(403, 'NODE_SIGNATURE_REFUSED', `The header ${NODE_HEADER} is for nodes, and this one does not show that the request comes from one.`);
    if (heard !== undefined) {
      await this.#receive(request, response, heard, local);
      return;
    }
    const aim = this.#widen(aimOf(method, url));
    if (aim.kind === 'here') local();
    else if (aim.kind === 'server') await this.#toServer(request, response, aim, local);
    else if (this.roster.reachable().length < 2 || !(await this.access.admit(request)).allowed) local();
    else await this.#gather(request, response, aim);
  }

  /** However many nodes are asked for their parts, it is one request, and counted before any of them is. */
  async #gather(request: IncomingMessage, response: ServerResponse, aim: Exclude<Aim, { kind: 'here' | 'server' }>): Promise<void> {
    const refusal = this.rate.take(request);
    if (refusal !== undefined) throw new AppError(refusal.status, refusal.code, refusal.detail, { retryAfterSeconds: refusal.retryAfterSeconds });
    if (aim.kind === 'all') await this.gathering.answerList(request, response, aim);
    else await this.gathering.answerConnection(request, response);
  }

  #widen(aim: Aim): Aim {
    return aim.kind === 'server' && aim.shared !== undefined && this.leases.isShared(this.roster.find(aim.nameOrId)?.serverId ?? '') ? aim.shared : aim;
  }

  /** What another node sent on. It is this node's to answer, whatever its own roster says; only the lease must be the one that was meant. */
  async #receive(request: IncomingMessage, response: ServerResponse, heard: Heard, local: Local): Promise<void> {
    const { serverId, generation, remoteAddress, caller, counted, bodyHash } = heard;
    keepSigned(request, heard.headers);
    const body = await takeBody(request, MOST_BYTES);
    if (body.kind === 'gone') return;
    if (body.kind === 'too-large' || !isBody(body.bytes, bodyHash)) throw new AppError(403, 'NODE_SIGNATURE_REFUSED', 'The body is not the one that another node signed.');
    const isMissed = serverId !== undefined && generation !== undefined && generation > 0 && (this.leases.held(serverId) !== generation || (heard.shared === true && !this.targets.runsHere({ serverId })));
    if (isMissed) {
      response.setHeader(NODE_HEADER, 'misdirected');
      throw new AppError(MISDIRECTED, 'NOT_THE_OWNER', 'This node does not have the server, or not any more.');
    }
    if (generation === 0) noteChosen(request);
    if (heard.asks === true) noteAsking(request);
    noteForwarded(request, { remoteAddress, caller, isCounted: counted });
    local();
  }

  async #toServer(request: IncomingMessage, response: ServerResponse, aim: ServerAim, local: Local): Promise<void> {
    // Who may not come in is told so here, before he makes anybody look for a server.
    const isEndpoint = request.url?.startsWith('/mcp/') === true;
    const admitted = this.targets.isHere(aim) ? 'here' : await this.#mayGoOn(request, aim, isEndpoint);
    if (admitted === 'here' || admitted === 'no') return local();
    // What a stranger sends is not read before the node that can tell whether he may send it.
    let asks = admitted === 'ask';
    const isShared = isEndpoint && isOfNoSession(request);
    const deadline = performance.now() + this.#patienceMs;
    const avoid = new Set<string>();
    let body: Buffer | undefined;
    for (let tries = 0; ; tries += 1) {
      const target = (isShared ? this.targets.least(aim, avoid) : undefined) ?? (await this.targets.find(aim, isEndpoint, tries));
      const over = isShared ? this.targets.count(aim, target) : undefined;
      if (over !== undefined) response.once('close', over);
      if (target === 'here') return local();
      if (target === 'nowhere' && !(isEndpoint && performance.now() < deadline)) return local();
      if (target !== 'nowhere') {
        if (!asks) body ??= await this.#bodyOf(request, isEndpoint);
        if (!asks && body === undefined) return;
        const sent = await this.peers.send(request, response, body ?? NOTHING, asks ? { ...target, asks } : target);
        if (sent === 'answered' || response.destroyed) return;
        over?.();
        if (sent === 'welcome') {
          asks = false;
          continue;
        }
        avoid.add(target.nodeId);
        if (isShared) this.targets.leaveAlone(target.nodeId);
        if (sent === 'broken') throw new AppError(502, 'NODE_GONE', 'The node that has this server went away before it answered; whether it did what was asked is not known.');
        if (performance.now() > deadline) throw new AppError(503, 'NODE_UNREACHABLE', 'The node that has this server cannot be reached; another one takes it when its lease is over. Try again.', { retryAfterSeconds: 5 });
      }
      if (response.destroyed) return;
      // Another replica may take it at once.
      if (isShared && this.targets.least(aim, avoid) !== undefined) continue;
      await delay(AGAIN_MS);
      await this.leases.refresh();
    }
  }

  /** Who has a key or token of a server's own is known only where that runs, and must be asked there. */
  async #mayGoOn(request: IncomingMessage, { nameOrId }: ServerAim, isEndpoint: boolean): Promise<'yes' | 'no' | 'ask'> {
    if (!isEndpoint) return (await this.access.admit(request)).allowed ? 'yes' : 'no';
    const admission = await this.access.admitKnown(request, this.roster.find(nameOrId)?.serverId ?? nameOrId);
    if (admission === undefined) return (await this.access.asksForProof()) ? 'ask' : 'yes';
    // ADMIN_PASSWORD is never shown to a server that lets people in by itself.
    return admission.allowed || (this.access.proofOf(request).kind === 'bearer' && (await this.access.admit(request)).allowed) ? 'yes' : 'no';
  }

  /** Undefined when whoever asked is gone. */
  async #bodyOf(request: IncomingMessage, isEndpoint: boolean): Promise<Buffer | undefined> {
    const most = isEndpoint ? this.#mostEndpointBytes : MOST_BYTES;
    const body = await takeBody(request, most);
    if (body.kind === 'too-large') throw new AppError(413, 'CONTENT_TOO_LARGE', `A request may have at most ${most} bytes.`);
    return body.kind === 'gone' ? undefined : body.bytes;
  }

  async #takeSocket(request: IncomingMessage, socket: Duplex, head: Buffer, local: Local): Promise<void> {
    // Whoever takes a socket over hears of its errors from then on.
    socket.on('error', () => {});
    const heard = this.peers.heard(request);
    if (heard === false) return void socket.destroy();
    if (heard !== undefined) {
      const { serverId, generation, remoteAddress, caller } = heard;
      if (serverId !== undefined && this.leases.held(serverId) !== generation) return void socket.end(HEAD_502);
      keepSigned(request, heard.headers);
      noteForwarded(request, { remoteAddress, caller });
      return local();
    }
    const aim = aimOf(request.method ?? 'GET', request.url ?? '/');
    if (aim.kind !== 'server' || this.targets.isHere(aim) || (await this.#mayGoOn(request, aim, true)) === 'no') return local();
    const target = await this.targets.find(aim, true, 0);
    if (typeof target === 'string') return local();
    this.peers.join(request, socket, head, target, () => socket.end(HEAD_502));
  }

  #fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const problem = toProblem(error, request.url?.split('?')[0] ?? '/');
    if (problem.status === 500) this.logger.error(`${request.method} ${request.url?.split('?')[0]}: ${messageOf(error)}`);
    if (response.headersSent) response.destroy();
    else writeProblem(request, response, problem);
  }
}

/** A client of MCP wants an error of its own protocol, see the gateway. */
function writeProblem(request: IncomingMessage, response: ServerResponse, problem: ReturnType<typeof toProblem>): void {
  const { status, code, detail, retryAfterSeconds } = problem;
  const isCall = request.method === 'POST' && request.url?.startsWith('/mcp/') === true;
  const body = JSON.stringify(isCall ? { jsonrpc: '2.0', id: null, error: { code: -32_000, message: detail, data: { code } } } : problem);
  response.writeHead(status, {
    'Content-Type': isCall ? 'application/json' : 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
    ...(typeof retryAfterSeconds === 'number' ? { 'Retry-After': String(retryAfterSeconds) } : {}),
  });
  response.end(body);
}
