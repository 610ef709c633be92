import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { messageOf } from '../common/error-facts.js';
import { Environment } from '../config/environment.js';
import type { ChildEndpoint } from './child-endpoint.js';
import { Places } from './places.js';
import { requestHeaders, voucherOf } from './passed-headers.js';
import { type Failure, Passage, type PassageListener } from './passage.js';
import { isCallable, outlookOf, type Place } from './place.js';
import { notRunning } from './place-refusals.js';
import { readBody, type RequestBody } from './read-body.js';
import { refuse, type Refusal, tooLarge, unforeseen } from './refusal.js';
import type { Route } from './route.js';
import { StdioDoor } from './stdio/stdio-door.js';
import { Traffic } from './traffic.js';

/** A request that was let in. */
export interface Forwarded {
  request: IncomingMessage;
  response: ServerResponse;
  place: Place;
  route: Route;
  caller: Caller;
  /** What is done when the client has its answer, or has left. */
  atEnd: (() => void)[];
}

type Sendable = Extract<RequestBody, { kind: 'none' | 'whole' | 'stream' }>;

/** A child that refused a connection is asked again so soon, unless something is heard of it before. */
const RETRY_MS = 50;

/** Sends requests on to the children. */
@Injectable()
export class Forwarding {
  private readonly logger = new Logger(Forwarding.name);
  readonly #maxBytes: number;
  readonly #patienceMs: number;

  constructor(
    private readonly places: Places,
    private readonly traffic: Traffic,
    private readonly stdio: StdioDoor,
    { variables }: Environment,
  ) {
    this.#maxBytes = variables.GATEWAY_MAX_BODY;
    this.#patienceMs = variables.GATEWAY_WAIT;
  }

  forward(forwarded: Forwarded): void {
    const { request } = forwarded;
    readBody(request, this.#maxBytes, (body) => {
      switch (body.kind) {
        case 'too-large':
          this.#refuse(forwarded, tooLarge(this.#maxBytes));
          return;
        case 'none':
        case 'whole':
        case 'stream':
          this.#send(forwarded, body, Date.now());
      }
    });
  }

  #send(forwarded: Forwarded, body: Sendable, begunAtMs: number): void {
    const { place, response } = forwarded;
    if (response.destroyed) return;
    if (isCallable(place) && place.endpoint === undefined) {
      this.#overPipes(forwarded, body);
      return;
    }
    if (place.endpoint !== undefined && place.state === 'running') {
      this.#tryToDispatch(forwarded, place.endpoint, body, begunAtMs);
      return;
    }
    if (outlookOf(place, Date.now(), this.#patienceMs) === 'refuse') {
      this.#refuse(forwarded, notRunning(place));
      return;
    }
    void this.places.settled(place).then(() => {
      if (!isCallable(place)) this.#refuse(forwarded, notRunning(place));
      else this.#send(forwarded, body, begunAtMs);
    });
  }

  #overPipes(forwarded: Forwarded, body: Sendable): void {
    const { request, response, place, caller, atEnd } = forwarded;
    const bytesIn = body.kind === 'whole' ? body.bytes.length : Number(request.headers['content-length'] ?? 0);
    const before = request.socket.bytesWritten;
    atEnd.push(() => this.traffic.count(caller, place.serverId, { isError: response.statusCode >= 400 || !response.writableFinished, bytesIn, bytesOut: request.socket.bytesWritten - before }));
    this.stdio.serve(request, response, place, caller, body).catch(() => refuse(request, response, tooLarge(this.#maxBytes)));
  }

  /** Nobody stands above it who could hear of an error: thrown further, it would end the API. */
  #tryToDispatch(forwarded: Forwarded, endpoint: ChildEndpoint, body: Sendable, begunAtMs: number): void {
    try {
      this.#dispatch(forwarded, endpoint, body, begunAtMs);
    } catch (error) {
      this.logger.error(`A request for server ${forwarded.place.name} could not be sent on: ${messageOf(error)}`);
      this.#refuse(forwarded, unforeseen);
    }
  }

  #dispatch(forwarded: Forwarded, endpoint: ChildEndpoint, body: Sendable, begunAtMs: number): void {
    const { request, response, place, route, caller, atEnd } = forwarded;
    const { method = 'GET', headers } = request;
    const bytesIn = body.kind === 'whole' ? body.bytes.length : Number(headers['content-length'] ?? 0);
    const listener: PassageListener = {
      over: (passed) => this.traffic.count(caller, place.serverId, passed),
      failed: (failure) => this.#failed(failure, forwarded, body, begunAtMs),
    };
    const passage = new Passage(request, response, bytesIn, listener);
    atEnd.push(() => passage.leave());
    const isStream = method === 'GET' || headers['mcp-method'] === 'subscriptions/listen';
    const path = (route.rest === '' ? endpoint.path : endpoint.messagesPath) + route.query;
    const voucher = voucherOf(place, caller);
    const passed = requestHeaders(headers, voucher);
    if (!isStream && method !== 'HEAD' && body.kind !== 'stream') endpoint.calls.dispatch({ path, method, headers: passed, body: body.kind === 'whole' ? body.bytes : null }, passage);
    else endpoint.others.dispatch({ path, method, headers: passed, body: bytesOf(body) }, passage);
  }

  /** Where nobody listened nothing was sent, so the same may be sent again: to the child's successor, if one comes in time. */
  #failed(failure: Failure, forwarded: Forwarded, body: Sendable, begunAtMs: number): void {
    const { place } = forwarded;
    const leftMs = begunAtMs + this.#patienceMs - Date.now();
    if (failure === 'refused' && body.kind !== 'stream' && leftMs > 0) {
      void this.places.changed(Math.min(RETRY_MS, leftMs)).then(() => this.#send(forwarded, body, begunAtMs));
      return;
    }
    this.#refuse(forwarded, failure === 'too-large' ? tooLarge(this.#maxBytes) : failed(failure, place));
  }

  #refuse({ request, response, place, caller }: Forwarded, refusal: Refusal): void {
    this.traffic.count(caller, place.serverId, { isError: true, bytesIn: 0, bytesOut: 0 });
    refuse(request, response, refusal);
  }
}

function bytesOf(body: Sendable) {
  switch (body.kind) {
    case 'none':
      return null;
    case 'whole':
      return body.bytes;
    case 'stream':
      return body.stream;
  }
}

function failed(failure: Failure, { name }: Place): Refusal {
  if (failure === 'silent') return { status: 504, code: 'SERVER_SILENT', detail: `Server ${name} did not answer in time (GATEWAY_TIMEOUT).` };
  return { status: 502, code: 'SERVER_GONE', detail: `Server ${name} went away before it answered; whether it did what was asked is not known.` };
}
