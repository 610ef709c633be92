import type { IncomingMessage, ServerResponse } from 'node:http';
import { sayReason } from 'mcp-swagger-ipc';
import { callerOf } from '../access/caller.js';
import { passedOnBy } from '../access/gateway-trust.js';
import { clientOf } from '../connections/client.js';
import type { ConnectionRegistry } from '../connections/connection-registry.js';
import type { ProtocolServers } from '../mcp/protocol-server.js';
import { ChannelArrival } from './channel-arrival.js';
import { ChannelTransport } from './channel-transport.js';
import type { HttpProtocol } from './http-front.js';
import { answerError, refuseMethod, requestIdOf, RPC } from './json-rpc-error.js';
import { parseMessage } from './parse-message.js';
import { readJson } from './read-json.js';
import { ServerSession } from './server-session.js';
import type { Sessions } from './sessions.js';
import { SseTransport } from './sse-transport.js';

export type SseSession = ServerSession<SseTransport>;

export interface SseParts {
  servers: ProtocolServers;
  connections: ConnectionRegistry;
  sessions: Sessions<SseSession>;
  pingIntervalMs: number;
  /** A client that opened a stream has so long to say who it is. */
  introductionMs: number;
}

/** MCP 2024-11-05, Transports, HTTP with SSE: a GET opens the stream and tells where to POST; answers come over the stream. */
export class SseEndpoint implements HttpProtocol {
  readonly paths: readonly string[];
  readonly #messagesPath: string;

  constructor(
    private readonly streamPath: string,
    private readonly parts: SseParts,
  ) {
    this.#messagesPath = streamPath.replace(/[^/]*$/, 'messages');
    this.paths = [streamPath, this.#messagesPath];
  }

  lasts({ method }: IncomingMessage): boolean {
    return method === 'GET';
  }

  async serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (path === this.streamPath && request.method === 'GET') await this.#open(request, response);
    else if (path === this.#messagesPath && request.method === 'POST') await this.#receive(request, response);
    else refuseMethod(response, path === this.streamPath ? 'GET' : 'POST');
  }

  async #open(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { servers, connections, sessions, pingIntervalMs, introductionMs } = this.parts;
    const passedOn = passedOnBy(request);
    const transport = new SseTransport(passedOn === undefined ? this.#messagesPath : `${passedOn.prefix}/messages`, response, pingIntervalMs);
    const { sessionId } = transport;
    const arrival = new ChannelArrival(connections, { sessionId, kind: 'session', client: clientOf(request, undefined) });
    const { refused } = arrival.reserve(introductionMs, (reason) => sessions.end(sessionId, reason));
    if (refused !== undefined) {
      answerError(response, { status: 503, code: RPC.refused, message: refused });
      return;
    }
    const server = servers.createLasting(() => sessionId);
    sessions.add(sessionId, new ServerSession(transport, server, callerOf(request)));
    response.once('close', () => sessions.end(sessionId, sayReason('STREAM_CLOSED')));
    await server.connect(new ChannelTransport(transport, arrival));
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const session = this.parts.sessions.find(sessionIdOf(request));
    if (session?.belongsTo(callerOf(request)) !== true) {
      answerError(response, { status: 404, code: RPC.noSession, message: `Session not found: it ended or never was; open a stream at ${this.streamPath}.`, headers: { Connection: 'close' } });
      return;
    }
    const read = await readJson(request);
    if ('refusal' in read) {
      answerError(response, read.refusal);
      return;
    }
    const parsed = parseMessage(read.body);
    if ('error' in parsed) {
      answerError(response, { status: 400, ...parsed.error }, requestIdOf(read.body));
      return;
    }
    response.writeHead(202).end();
    session.transport.receive(parsed.message);
  }
}

function sessionIdOf(request: IncomingMessage): string {
  const url = request.url ?? '';
  return new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('sessionId') ?? '';
}
