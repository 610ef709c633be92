import { NOT_IN_A_VALUE } from './answer-head.js';
import { CallConnection, type CallHandler, CallSilent, type ConnectionKeeper } from './call-connection.js';

/** A request that is sent as a whole. `headers`: names and values in turn. */
export interface WholeRequest {
  method: string;
  path: string;
  headers: readonly string[];
  /** Said in place of the address that it goes to. */
  host?: string | undefined;
  body: Buffer | null;
}

export interface CallTimes {
  /** Who is near takes a connection at once or not at all; ms. */
  connectMs: number;
  /** Without a byte for so long, an answer is given up; ms. */
  silenceMs: number;
  /** An idle connection is used again for so long; less than the other side keeps it. */
  idleMs: number;
}

/** How often it is looked who is silent; no later than a tenth of what is allowed. */
const LOOK_MS = 1_000;

const NOT_IN_A_PATH = /[^\x21-\xff]/;

/**
 * The connections to one child or node that carry its calls: requests that are sent whole, so that each is one write, and answers that are read as they
 * come. What undici does beyond that for a request costs as much as all the rest of the gateway.
 */
export class CallConnections implements ConnectionKeeper {
  readonly #all = new Set<CallConnection>();
  /** The one that was used last is used next, so that those beyond the need grow old. */
  readonly #free: CallConnection[] = [];
  readonly #address: { host: string; port: number };
  readonly #host: string;
  #timer: NodeJS.Timeout | undefined;
  #isRetired = false;

  /** `origin`: `http://HOST:PORT`. */
  constructor(
    origin: string,
    private readonly times: CallTimes,
  ) {
    const { hostname, port, host } = new URL(origin);
    this.#address = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port === '' ? 80 : port) };
    this.#host = host;
  }

  get idleMs(): number {
    return this.times.idleMs;
  }

  /** Throws when a header or the path cannot be written; all else the handler hears. */
  dispatch(request: WholeRequest, handler: CallHandler): void {
    const head = this.#headOf(request);
    (this.#takeFree() ?? this.#open()).send(request.method, head, request.body, handler);
  }

  /** What is under way ends by itself. */
  retire(): void {
    this.#isRetired = true;
    for (const connection of this.#free.splice(0)) connection.destroy();
  }

  /** What is under way is broken off. */
  close(): void {
    this.retire();
    for (const connection of this.#all) connection.destroy(new Error('The API stops.'));
  }

  isFree(connection: CallConnection): void {
    if (this.#isRetired) connection.destroy();
    else this.#free.push(connection);
  }

  isGone(connection: CallConnection): void {
    this.#all.delete(connection);
    const index = this.#free.indexOf(connection);
    if (index !== -1) this.#free.splice(index, 1);
    if (this.#all.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #takeFree(): CallConnection | undefined {
    const now = performance.now();
    for (let connection = this.#free.pop(); connection !== undefined; connection = this.#free.pop()) {
      if (!connection.isTooOld(now)) return connection;
      connection.destroy();
    }
    return undefined;
  }

  #open(): CallConnection {
    const connection = new CallConnection(this.#address, this);
    this.#all.add(connection);
    this.#timer ??= setInterval(() => this.#look(), Math.min(LOOK_MS, this.times.silenceMs / 10)).unref();
    return connection;
  }

  /** One timer for all: to set one for each call would cost more than to look at all of them now and then. */
  #look(): void {
    const now = performance.now();
    const { connectMs, silenceMs } = this.times;
    for (const connection of this.#all) {
      const forMs = now - connection.activeMs;
      if (!connection.isBusy) {
        if (connection.isTooOld(now)) connection.destroy();
      } else if (!connection.isPaused && forMs > (connection.isConnecting ? connectMs : silenceMs)) connection.destroy(new CallSilent(`The other side sent nothing for ${Math.round(forMs)} ms.`));
    }
  }

  #headOf({ method, path, host = this.#host, headers, body }: WholeRequest): string {
    if (NOT_IN_A_PATH.test(path)) throw new Error('The path of a request holds a character that none may hold.');
    if (NOT_IN_A_VALUE.test(host)) throw new Error('The header host of a request holds a character that none may hold.');
    let head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n`;
    for (let index = 0; index < headers.length; index += 2) {
      const value = headers[index + 1] ?? '';
      if (NOT_IN_A_VALUE.test(value)) throw new Error(`The header ${headers[index]} of a request holds a character that none may hold.`);
      head += `${headers[index]}: ${value}\r\n`;
    }
    return body === null && method !== 'POST' ? `${head}\r\n` : `${head}content-length: ${body?.length ?? 0}\r\n\r\n`;
  }
}
