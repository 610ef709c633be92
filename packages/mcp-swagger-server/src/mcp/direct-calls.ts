import type { CallToolResult, JSONRPCMessage, RequestId, Server } from '@modelcontextprotocol/server';
import { plainCall, type PlainCall } from './plain-call.js';
import { CallEnd } from '../upstream/exchange/call-end.js';
import type { CallOptions } from '../upstream/tool-call-result.js';
import type { ProtocolServers } from './protocol-server.js';

const INTERNAL_ERROR = -32_603;

/** A call under way. Its end may also come from its timeout, which is answered. */
interface Flight {
  end: CallEnd;
  isCancelled: boolean;
}

/** What the calls of one session are answered with. */
export interface DirectCallsOptions {
  servers: ProtocolServers;
  /** The session's own, for all that is no plain call. */
  server: Server;
  sessionId: string;
  send(message: JSONRPCMessage, about: RequestId): void;
}

/**
 * Answers the calls of a session without its Server, which would check each call and each result against schemas that they cannot miss: half of
 * what a call costs. Anything out of the ordinary goes the long way.
 */
export class DirectCalls {
  /** An idle session has none, and there may be thousands of idle sessions. */
  #inFlight: Map<RequestId, Flight> | undefined;

  constructor(private readonly options: DirectCallsOptions) {}

  /** Takes a message that it can answer, or that cancels what it answers; false when it is for the Server. */
  take(message: JSONRPCMessage, cancelledId: RequestId | undefined): boolean {
    if (cancelledId !== undefined) {
      const flight = this.#inFlight?.get(cancelledId);
      if (flight !== undefined) cancel(flight);
      return flight !== undefined;
    }
    const call = plainCall(message);
    if (call === undefined) return false;
    const flight: Flight = { end: new CallEnd(), isCancelled: false };
    const { servers, sessionId } = this.options;
    const result = servers.callDirectly(call, sessionId, { end: flight.end, onProgress: this.#onProgress(call), onLog: this.#onLog(call) });
    if (result === undefined) return false;
    this.#inFlight ??= new Map();
    this.#inFlight.set(call.id, flight);
    void this.#answer(call.id, flight, result);
    return true;
  }

  /** Gives up all calls. */
  close(): void {
    for (const flight of this.#inFlight?.values() ?? []) cancel(flight);
  }

  async #answer(id: RequestId, flight: Flight, result: Promise<CallToolResult>): Promise<void> {
    let answer: JSONRPCMessage;
    try {
      answer = { result: await result, jsonrpc: '2.0', id };
    } catch (error) {
      answer = { jsonrpc: '2.0', id, error: { code: INTERNAL_ERROR, message: error instanceof Error ? error.message : String(error) } };
    }
    this.#inFlight?.delete(id);
    if (this.#inFlight?.size === 0) this.#inFlight = undefined;
    // A cancelled request gets no answer (MCP 2025-11-25, Cancellation).
    if (!flight.isCancelled) this.options.send(answer, id);
  }

  #onProgress({ id, progressToken }: PlainCall): CallOptions['onProgress'] {
    if (progressToken === undefined) return undefined;
    return (progress) => this.options.send({ jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken, ...progress } }, id);
  }

  #onLog({ id }: PlainCall): CallOptions['onLog'] {
    const { servers, server, send } = this.options;
    return ({ level, data }) => {
      if (servers.isLogged(server, level)) send({ jsonrpc: '2.0', method: 'notifications/message', params: { level, data, logger: 'upstream' } }, id);
    };
  }
}

function cancel(flight: Flight): void {
  flight.isCancelled = true;
  flight.end.abort(new DOMException('The call was cancelled', 'AbortError'));
}
