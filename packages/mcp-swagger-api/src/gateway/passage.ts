import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { codeOf } from '../common/error-facts.js';
import type { Passed } from './traffic.js';
import { responseHeaders } from './passed-headers.js';
import { BodyTooLarge } from './read-body.js';

/** How a passage failed before the client was answered: nobody listened and nothing was sent, the body was too large, the child was silent, or it went away. */
export type Failure = 'refused' | 'too-large' | 'silent' | 'gone';

export interface PassageListener {
  /** Nothing was answered yet, so another answer can be given, or another try made. */
  failed(failure: Failure): void;
  /** The answer is over, or was broken off. */
  over(passed: Passed): void;
}

/** A client hung up; whoever hears of it has nothing to do. */
const LEFT = new Error('The client left.');

/** Carries one answer from a child to its client as it comes: no buffer but the sockets', pausing when the client does not read, and each side hears when the other is gone. */
export class Passage implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #bytesOut = 0;
  /** Of a body whose length is known. */
  #missing: number | undefined;
  #isOver = false;
  #hasLeft = false;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly bytesIn: number,
    private readonly listener: PassageListener,
  ) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#hasLeft) controller.abort(LEFT);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    const { response } = this;
    this.#status = status;
    response.writeHead(status, responseHeaders(headers));
    const length = headers['content-length'];
    if (length !== undefined && this.request.method !== 'HEAD') this.#missing = Number(length);
    // A stream may say nothing for long, and its client waits for the headers.
    else response.flushHeaders();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytesOut += chunk.length;
    // As text the last part goes along with the headers in one piece, as bytes in two.
    if (this.#missing !== undefined && (this.#missing -= chunk.length) <= 0) this.response.end(chunk.toString('latin1'), 'latin1');
    else if (!this.response.write(chunk)) this.#wait(controller);
  }

  #wait(controller: Dispatcher.DispatchController): void {
    if (controller.paused) return;
    controller.pause();
    this.response.once('drain', () => controller.resume());
  }

  onResponseEnd(_controller: Dispatcher.DispatchController, trailers: IncomingHttpHeaders): void {
    const { response } = this;
    if (!response.writableEnded) {
      for (const name in trailers) {
        const value = trailers[name];
        if (value !== undefined) response.addTrailers({ [name]: String(value) });
      }
      response.end();
    }
    this.#end(this.#status >= 400);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#isOver) return;
    if (this.#hasLeft || this.response.headersSent || this.response.destroyed) {
      this.response.destroy();
      this.#end(true);
      return;
    }
    this.#isOver = true;
    this.listener.failed(failureOf(error));
  }

  /** The client hung up: the child shall hear of it. */
  leave(): void {
    if (this.response.writableFinished || this.#isOver) return;
    this.#hasLeft = true;
    this.#controller?.abort(LEFT);
  }

  #end(isError: boolean): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.listener.over({ isError, bytesIn: this.bytesIn, bytesOut: this.#bytesOut });
  }
}

const SILENCE = new Set(['CALL_SILENT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT']);

function failureOf(error: Error): Failure {
  if (error instanceof BodyTooLarge || error.cause instanceof BodyTooLarge) return 'too-large';
  const code = codeOf(error) ?? '';
  if (code === 'ECONNREFUSED') return 'refused';
  return SILENCE.has(code) ? 'silent' : 'gone';
}
