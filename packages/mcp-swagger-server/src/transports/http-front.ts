import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { boundConnections } from 'mcp-swagger-ipc';
import { traceRequest } from '../telemetry/trace-request.js';
import { passHeaders } from '../upstream/request/passed-headers.js';
import { allowPage } from './allow-page.js';
import { type GatewayTrust, passedOnBy } from '../access/gateway-trust.js';
import { tellCaller } from '../access/tell-caller.js';
import type { HostCheck } from './host-check.js';
import { answerError, type Refusal, RPC } from './json-rpc-error.js';
import { refuseUpgrade } from './refuse-upgrade.js';

/** What is served behind the front: it gets the requests for its paths that come from where they may. */
export interface HttpProtocol {
  readonly paths: readonly string[];
  serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  /** True for a request whose answer goes on until somebody ends it. */
  lasts(request: IncomingMessage): boolean;
  /** Takes a socket over; without it, a client that asks for another protocol is answered as if it had not. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** How long a client may take, in ms: to send its headers, and to send all of its request. */
export interface HttpTimes {
  headersMs: number;
  requestMs: number;
}

/** Who may call. */
export interface Gate {
  /** Answers a request for what anybody may know; false when it is for something else. */
  answerMetadata(request: IncomingMessage, response: ServerResponse, path: string): boolean;
  /** Why the caller of a request may not call; undefined when it may. */
  refuse(request: IncomingMessage): Promise<Refusal | undefined>;
  /** Whether the caller of a request that was let in, perhaps by another gate, may go on. */
  stillAdmits(request: IncomingMessage): boolean;
}

/** Who may come in. */
export interface Admission {
  hostCheck: HostCheck;
  /** Without one, everybody may call who comes from where they may. */
  gate?: Gate | undefined;
}

export interface FrontOptions {
  admission: Admission;
  /** Without it, nobody is believed to speak for another. */
  gateway?: GatewayTrust | undefined;
  /** One too many takes the place of one that is idle, or is closed. */
  maxSockets: number;
  times?: HttpTimes | undefined;
  /** Headers of clients that go along to the upstream. */
  passHeaders?: readonly string[] | undefined;
  onError(error: unknown): void;
}

/** Longer than clients and proxies keep an idle connection for (Caddy two minutes), so that it is they who let go, and no request meets one that is being closed. */
const KEEP_ALIVE_MS = 125_000;

const TIMES: HttpTimes = { headersMs: 10_000, requestMs: 60_000 };

/** A request may have so many headers; Node bounds their bytes to 16 KiB. */
const MAX_HEADERS = 100;

/** The HTTP server that all transports over HTTP share: what it refuses, no protocol ever sees. */
export class HttpFront {
  readonly server: HttpServer;
  /** Answers and sockets that last, and the requests that they began with. */
  readonly #lasting = new Map<ServerResponse | Duplex, IncomingMessage>();
  #admission: Admission;
  #draining = false;

  constructor(
    private readonly protocol: HttpProtocol,
    private readonly options: FrontOptions,
  ) {
    this.#admission = options.admission;
    const { headersMs, requestMs } = options.times ?? TIMES;
    const sockets = { keepAlive: true, keepAliveInitialDelay: 30_000, keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true };
    // Node looks for slow clients only so often, and drops headers that are too many without a word.
    const slowness = { headersTimeout: headersMs, requestTimeout: requestMs, connectionsCheckingInterval: Math.min(5_000, headersMs) };
    this.server = createServer({ ...sockets, ...slowness }, (request, response) => traceRequest(request, response, () => this.#answer(request, response)));
    this.server.maxHeadersCount = 0;
    if (protocol.upgrade !== undefined) this.server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    boundConnections(this.server, options.maxSockets);
  }

  /** From now on others may come in. Who may not any more loses what lasts; calls under way are answered. */
  admit(admission: Admission): void {
    this.#admission = admission;
    const { gate } = admission;
    if (gate === undefined) return;
    for (const [lasting, request] of this.#lasting) {
      // Whom the gateway lets in, the gateway cuts off.
      if (passedOnBy(request)?.isCallerKnown !== true && !gate.stillAdmits(request)) lasting.destroy();
    }
  }

  /** From now on new work is refused; what is under way goes on. */
  drain(): void {
    this.#draining = true;
    this.server.close();
    this.server.closeIdleConnections();
  }

  /** Ends every socket. */
  close(): void {
    this.drain();
    this.server.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.#serve(request, response).catch((error: unknown) => {
      // A client that hangs up while we read is no error of ours.
      if (request.destroyed && !request.complete) return;
      this.options.onError(error);
      answerError(response, { status: 500, code: RPC.internal, message: 'Internal server error.' });
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    this.options.gateway?.look(request);
    const foreign = this.#foreign(request);
    if (foreign === undefined) {
      allowPage(request, response);
      if (this.#admission.gate?.answerMetadata(request, response, path) === true) return;
    }
    const refusal = foreign ?? this.#refusal(path);
    if (refusal !== undefined) answerError(response, refusal);
    else if (passedOnBy(request)?.addresses !== undefined) await tellCaller(this.#admission.gate, request, response);
    else if (request.method === 'OPTIONS') response.writeHead(204, { Allow: 'GET, POST, DELETE, OPTIONS' }).end();
    else if (this.#admission.gate === undefined) await this.#pass(request, response, path);
    else await this.#serveKnown(this.#admission.gate, request, response, path);
  }

  async #pass(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (this.protocol.lasts(request)) this.#remember(response, request);
    await passHeaders(this.options.passHeaders ?? [], request.headers, () => this.protocol.serve(request, response, path));
  }

  #remember(lasting: ServerResponse | Duplex, request: IncomingMessage): void {
    this.#lasting.set(lasting, request);
    lasting.once('close', () => this.#lasting.delete(lasting));
  }

  async #serveKnown(gate: Gate, request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const refusal = passedOnBy(request)?.isCallerKnown === true ? undefined : await gate.refuse(request);
    // The rules are others since we asked.
    if (this.#admission.gate !== gate) return await this.#serve(request, response);
    if (refusal !== undefined) answerError(response, refusal);
    // A client that left while we looked would never come to the end of its body.
    else if (!request.destroyed) await this.#pass(request, response, path);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Whoever takes a socket over hears of its errors from then on.
    socket.on('error', () => {});
    this.options.gateway?.look(request);
    const refusal = this.#foreign(request) ?? this.#refusal(pathOf(request));
    const { gate } = this.#admission;
    if (refusal !== undefined) refuseUpgrade(socket, refusal);
    else if (gate === undefined) this.#passSocket(request, socket, head);
    else
      this.#upgradeKnown(gate, request, socket, head).catch((error: unknown) => {
        this.options.onError(error);
        socket.destroy();
      });
  }

  async #upgradeKnown(gate: Gate, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const refusal = passedOnBy(request)?.isCallerKnown === true ? undefined : await gate.refuse(request);
    if (this.#admission.gate !== gate) this.#upgrade(request, socket, head);
    else if (refusal === undefined) this.#passSocket(request, socket, head);
    else refuseUpgrade(socket, refusal);
  }

  #passSocket(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#remember(socket, request);
    this.protocol.upgrade?.(request, socket, head);
  }

  #foreign(request: IncomingMessage): Refusal | undefined {
    const headers = request.rawHeaders.length / 2;
    if (headers > MAX_HEADERS) return { status: 431, code: RPC.refused, message: `A request may have at most ${MAX_HEADERS} headers; this one has ${headers}.`, headers: { Connection: 'close' } };
    const message = this.#admission.hostCheck.refuse(request);
    return message === undefined ? undefined : { status: 403, code: RPC.refused, message, headers: { Connection: 'close' } };
  }

  #refusal(path: string): Refusal | undefined {
    const { paths } = this.protocol;
    if (!paths.includes(path)) return { status: 404, code: RPC.refused, message: `There is nothing here; the MCP endpoint is ${paths.join(' and ')}.` };
    return this.#draining ? { status: 503, code: RPC.refused, message: 'This server is stopping.', headers: { Connection: 'close' } } : undefined;
  }
}

function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}
