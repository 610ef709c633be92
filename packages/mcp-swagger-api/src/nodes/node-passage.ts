import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { type CallHandler, NotReached } from '../common/calls/call-connection.js';
import { NODE_HEADER, WELCOME } from './node-signature.js';

/** The other node has not the server that was asked for; it did nothing. */
export const MISDIRECTED = 421;

/** How sending a request on ended: answered; only asked for, and welcome with its body; not done by anybody, so it may be sent again; or broken off, and nobody knows whether it was done. */
export type Sent = 'answered' | 'welcome' | 'undone' | 'broken';

/** Headers of one connection (RFC 9110, section 7.6.1), and what is between nodes. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade', NODE_HEADER]);

const LEFT = new Error('The client left.');

/** Carries the answer of another node to the client as it comes: each side waits when the other does not read, and hears when it is gone. */
export class NodePassage implements CallHandler {
  #controller: Dispatcher.DispatchController | undefined;
  /** What the other node said to this one, in place of an answer for the client. */
  #word: Extract<Sent, 'welcome' | 'undone'> | undefined;
  /** Of a body whose length is known. */
  #missing: number | undefined;

  /** `ended`: how, once. */
  constructor(
    private readonly response: ServerResponse,
    private readonly ended: (sent: Sent) => void,
  ) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.response.destroyed) controller.abort(LEFT);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    const { response } = this;
    const word = headers[NODE_HEADER];
    if (word === WELCOME) this.#word = 'welcome';
    else if (status === MISDIRECTED && word !== undefined) this.#word = 'undone';
    if (this.#word !== undefined) return;
    response.writeHead(status, passedBack(headers));
    const length = headers['content-length'];
    // A stream may say nothing for long, and its client waits for the headers; those of an answer with a length go along with it, in one write.
    if (length === undefined) response.flushHeaders();
    else this.#missing = Number(length);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { response } = this;
    if (this.#word !== undefined) return;
    // As text the last part goes along with the headers in one piece, as bytes in two.
    if (this.#missing !== undefined && (this.#missing -= chunk.length) <= 0) response.end(chunk.toString('latin1'), 'latin1');
    else if (!response.write(chunk) && !controller.paused) {
      controller.pause();
      response.once('drain', () => controller.resume());
    }
  }

  onResponseEnd(_controller: Dispatcher.DispatchController, trailers: IncomingHttpHeaders): void {
    const { response } = this;
    if (this.#word === undefined && !response.writableEnded) {
      if (Object.keys(trailers).length > 0) response.addTrailers(trailers);
      response.end();
    }
    this.ended(this.#word ?? 'answered');
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.response.headersSent) this.response.destroy();
    this.ended(this.#word ?? (this.response.headersSent ? 'answered' : error instanceof NotReached ? 'undone' : 'broken'));
  }

  /** The client hung up: the other node shall hear of it. */
  leave(): void {
    if (!this.response.writableFinished) this.#controller?.abort(LEFT);
  }
}

function passedBack(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const passed: OutgoingHttpHeaders = {};
  for (const name in headers) if (!HOP_BY_HOP.has(name)) passed[name] = headers[name];
  return passed;
}
