import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { messageOf } from '../common/error-facts.js';
import { toProblem } from '../common/problem.filter.js';
import { Environment } from '../config/environment.js';
import { isAsking } from '../nodes/asked-only.js';
import { NODE_HEADER, WELCOME } from '../nodes/node-signature.js';
import { traceForwarded } from '../telemetry/trace-requests.js';
import { Admission } from './admission.js';
import { Places } from './places.js';
import { Forwarding } from './forwarding.js';
import { MetadataDoor } from './metadata-door.js';
import { GroupDoor } from './groups/group-door.js';
import { OpenPassages } from './open-passages.js';
import type { Place } from './place.js';
import { unknownServer } from './place-refusals.js';
import { refuse, type Refusal } from './refusal.js';
import { PREFIX, routeOf } from './route.js';
import { SocketDoor } from './socket-door.js';

/** Takes what is below /mcp/, and what is told about it to those without a token, from the API's own HTTP server before anything of the framework sees it: who may call, whose endpoint, how many at once. */
@Injectable()
export class GatewayDoor {
  private readonly logger = new Logger(GatewayDoor.name);
  readonly #mostOpen: number;
  #open = 0;

  constructor(
    private readonly places: Places,
    private readonly admission: Admission,
    private readonly forwarding: Forwarding,
    private readonly sockets: SocketDoor,
    private readonly groups: GroupDoor,
    private readonly passages: OpenPassages,
    private readonly metadata: MetadataDoor,
    { variables }: Environment,
  ) {
    this.#mostOpen = variables.GATEWAY_MAX_OPEN;
  }

  /** Requests and streams that are under way. */
  get open(): number {
    return this.#open + this.sockets.open;
  }

  get mostOpen(): number {
    return this.#mostOpen;
  }

  /** Stands before all listeners that the server has by now. */
  attach(server: Server): void {
    const others = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
    server.removeAllListeners('request');
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (request.url?.startsWith(PREFIX) === true || this.metadata.isFor(request)) this.#take(request, response);
      else for (const other of others) other.call(server, request, response);
    });
    this.sockets.attach(server, () => this.#isFull());
  }

  #isFull(): boolean {
    return this.open >= this.#mostOpen;
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    if (this.#isFull()) {
      refuse(request, response, { status: 503, code: 'GATEWAY_FULL', detail: `${this.#mostOpen} requests and streams are open already, as many as GATEWAY_MAX_OPEN allows; try again later.`, headers: { 'Retry-After': '1', Connection: 'close' } });
      return;
    }
    this.#open += 1;
    // One listener for all that has to hear of it: each would cost as much as a header.
    const atEnd = [() => void (this.#open -= 1)];
    response.once('close', () => {
      for (const act of atEnd) act();
    });
    traceForwarded(request, response, () => this.#serveOrRefuse(request, response, atEnd), `${PREFIX}:server`);
  }

  #serveOrRefuse(request: IncomingMessage, response: ServerResponse, atEnd: (() => void)[]): void {
    this.#serve(request, response, atEnd).catch((error: unknown) => {
      const problem = toProblem(error, PREFIX);
      if (problem.status >= 500) this.logger.error(`${request.method} ${request.url?.split('?')[0]}: ${messageOf(error)}`);
      refuse(request, response, problem);
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse, atEnd: (() => void)[]): Promise<void> {
    if (this.metadata.isFor(request)) {
      await this.metadata.serve(request, response);
      return;
    }
    const route = routeOf(request.url ?? '');
    if (route === undefined) {
      refuse(request, response, nothingHere);
      return;
    }
    if (this.admission.answerPreflight(request, response)) return;
    if (route.kind === 'group') {
      const admitted = await this.admission.admitToGroups(request);
      if ('status' in admitted) refuse(request, response, admitted);
      else {
        if (response.destroyed) return;
        this.admission.allowPage(request, response);
        atEnd.push(this.#remember(request, response, undefined));
        this.groups.serve(request, response, route.name, admitted.caller);
      }
      return;
    }
    const place = this.places.find(route.name);
    const admitted = await this.admission.admit(request, place?.serverId ?? route.name, place);
    if ('status' in admitted) {
      refuse(request, response, admitted);
      return;
    }
    if (isAsking(request)) {
      response.writeHead(204, { [NODE_HEADER]: WELCOME }).end();
      return;
    }
    this.admission.allowPage(request, response);
    const found = place ?? (await this.#lookUp(request, route.name));
    if (found === undefined) refuse(request, response, unknownServer(route.name));
    // Who left while it was found out who he is hears no more, and nobody would ever forget him.
    else if (!response.destroyed) {
      atEnd.push(this.#remember(request, response, found.serverId));
      this.forwarding.forward({ request, response, place: found, route, caller: admitted.caller, atEnd });
    }
  }

  #remember(request: IncomingMessage, response: ServerResponse, serverId: string | undefined): () => void {
    return this.passages.add({ request, serverId, end: () => void response.destroy() });
  }

  /** Whoever may call the server under its name must also be let in to the row behind it. */
  async #lookUp(request: IncomingMessage, name: string): Promise<Place | undefined> {
    const place = await this.places.lookUp(name);
    if (place === undefined || place.serverId === name) return place;
    const admitted = await this.admission.admit(request, place.serverId, place);
    return 'status' in admitted ? undefined : place;
  }
}

const nothingHere: Refusal = { status: 404, code: 'NOT_FOUND', detail: 'There is nothing here; the endpoint of a server is /mcp/NAME, with its name or id as one percent-encoded segment.' };
