import type { JSONRPCMessage, MessageExtraInfo, RequestId, Transport, TransportSendOptions } from '@modelcontextprotocol/server';
import { DISCOVER, type Introduction, introductionOf } from './introduction.js';
import { RPC } from './json-rpc-error.js';
import { cancelledId, isAnswer, isRequest } from './message-kind.js';

/** One client may wait for so many answers at a time. */
const MAX_IN_FLIGHT = 1_000;

/** Told what passes a channel. */
export interface ChannelWatcher {
  /** The client said who it is; once. */
  introduced(introduction: Introduction): void;
  requestBegan(): void;
  requestEnded(): void;
}

/**
 * A channel that both sides keep open, such as a socket or a pair of pipes, with the rules that its protocol leaves to it: the client says who
 * it is before it asks for more than a ping or our era, initializes once, and uses an id for one request at a time.
 */
export class ChannelTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage, extra?: MessageExtraInfo) => void;
  readonly #inFlight = new Set<RequestId>();
  #isIntroduced = false;
  #isInitialized = false;

  constructor(
    private readonly wire: Transport,
    private readonly watcher: ChannelWatcher,
  ) {}

  async start(): Promise<void> {
    const listeners: Pick<Transport, 'onclose' | 'onerror' | 'onmessage'> = {
      onclose: () => this.onclose?.(),
      onerror: (error) => this.onerror?.(error),
      onmessage: (message, extra) => this.#receive(message, extra),
    };
    Object.assign(this.wire, listeners);
    await this.wire.start();
  }

  async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    try {
      await this.wire.send(message, options);
    } finally {
      if (isAnswer(message) && message.id !== undefined) this.#settle(message.id);
    }
  }

  async close(): Promise<void> {
    await this.wire.close();
  }

  #receive(message: JSONRPCMessage, extra: MessageExtraInfo | undefined): void {
    this.#meet(message);
    if (isRequest(message)) {
      const wrong = this.#refuse(message.id, message.method);
      if (wrong !== undefined) {
        this.wire.send({ jsonrpc: '2.0', id: message.id, error: { code: RPC.invalidRequest, message: wrong } }).catch((error: unknown) => this.onerror?.(error instanceof Error ? error : new Error(String(error))));
        return;
      }
      if (message.method === 'initialize') this.#isInitialized = true;
      this.#inFlight.add(message.id);
      this.watcher.requestBegan();
    }
    this.onmessage?.(message, extra);
    const cancelled = cancelledId(message);
    if (cancelled !== undefined) this.#settle(cancelled);
  }

  #meet(message: JSONRPCMessage): void {
    if (this.#isIntroduced) return;
    const introduction = introductionOf(message);
    if (introduction === undefined) return;
    this.#isIntroduced = true;
    this.watcher.introduced(introduction);
  }

  #refuse(id: RequestId, method: string): string | undefined {
    if (!this.#isIntroduced && method !== 'ping' && method !== DISCOVER) return 'Begin with initialize.';
    if (this.#isInitialized && method === 'initialize') return 'This session is initialized already.';
    if (this.#inFlight.has(id)) return `The request id ${JSON.stringify(id)} is in use by a request that is not answered yet.`;
    return this.#inFlight.size < MAX_IN_FLIGHT ? undefined : `${MAX_IN_FLIGHT} requests are not answered yet; wait for some of them.`;
  }

  #settle(id: RequestId): void {
    if (this.#inFlight.delete(id)) this.watcher.requestEnded();
  }
}
