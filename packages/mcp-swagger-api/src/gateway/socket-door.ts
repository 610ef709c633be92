import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { messageOf } from '../common/error-facts.js';
import { Admission } from './admission.js';
import { OpenPassages } from './open-passages.js';
import { requestHeaders, voucherOf } from './passed-headers.js';
import { notRunning, unknownServer } from './place-refusals.js';
import { Places } from './places.js';
import type { Refusal } from './refusal.js';
import { PREFIX, routeOf } from './route.js';
import { openTunnel, refuseTunnel } from './tunnel.js';
import { Traffic } from './traffic.js';

/** Takes the requests for a WebSocket below /mcp/, and joins each to one of the child's. */
@Injectable()
export class SocketDoor {
  private readonly logger = new Logger(SocketDoor.name);
  #open = 0;

  constructor(
    private readonly places: Places,
    private readonly admission: Admission,
    private readonly traffic: Traffic,
    private readonly passages: OpenPassages,
  ) {}

  /** Sockets that are open. */
  get open(): number {
    return this.#open;
  }

  /** `isFull`: as many are open as may be. */
  attach(server: Server, isFull: () => boolean): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (request.url?.startsWith(PREFIX) !== true) return;
      // Whoever takes a socket over hears of its errors from then on.
      socket.on('error', () => {});
      if (isFull()) {
        refuseTunnel(socket, { status: 503, code: 'GATEWAY_FULL', detail: 'As many requests and streams are open as may be; try again later.' });
        return;
      }
      this.#open += 1;
      socket.once('close', () => {
        this.#open -= 1;
      });
      this.#take(request, socket, head).catch((error: unknown) => {
        this.logger.error(`A socket for ${request.url?.split('?')[0]}: ${messageOf(error)}`);
        socket.destroy();
      });
    });
  }

  async #take(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const route = routeOf(request.url ?? '');
    if (route?.kind !== 'server' || route.rest !== '') return refuseTunnel(socket, noSocketHere);
    const { name } = route;
    const place = this.places.find(name) ?? (await this.places.lookUp(name));
    const admitted = await this.admission.admit(request, place?.serverId ?? name, place);
    if ('status' in admitted) refuseTunnel(socket, admitted);
    else if (place === undefined) refuseTunnel(socket, unknownServer(name));
    else if (place.endpoint === undefined) refuseTunnel(socket, notRunning(place));
    else {
      const { caller } = admitted;
      const headers = requestHeaders(request.headers, voucherOf(place, caller));
      socket.once('close', this.passages.add({ request, serverId: place.serverId, end: () => void socket.destroy() }));
      this.traffic.count(caller, place.serverId, { isError: false, bytesIn: 0, bytesOut: 0 });
      openTunnel(request, socket, head, place.endpoint, headers, (refusal) => refuseTunnel(socket, refusal));
    }
  }
}

const noSocketHere: Refusal = { status: 404, code: 'NOT_FOUND', detail: 'No socket opens here; that of a server with the transport websocket is at /mcp/NAME.' };
