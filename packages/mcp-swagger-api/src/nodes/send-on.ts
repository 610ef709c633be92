import { Agent, type IncomingHttpHeaders, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { codeOf } from '../common/error-facts.js';
import { joinSockets } from '../common/join-sockets.js';
import { NODE_HEADER, WELCOME } from './node-signature.js';

/** Another node of the same network takes a connection at once or not at all. */
const CONNECT_MS = 2_000;

/** Headers of one connection (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade', 'content-length', 'expect', NODE_HEADER]);

/** The other node has not the server that was asked for; it did nothing. */
export const MISDIRECTED = 421;

/** How sending a request on ended: answered; only asked for, and welcome with its body; not done by anybody, so it may be sent again; or broken off, and nobody knows whether it was done. */
export type Sent = 'answered' | 'welcome' | 'undone' | 'broken';

export interface Outgoing {
  url: string;
  /** As they were signed. */
  headers: IncomingHttpHeaders;
  signature: string;
  body: Buffer;
  /** Without a byte for so long, an answer is given up; ms. */
  silenceMs: number;
}

/** Shorter than nodes keep an idle connection for, so that no request meets one that is being closed. */
const IDLE_MS = 30_000;

const agent = new Agent({ keepAlive: true, maxFreeSockets: 256, timeout: IDLE_MS });

/** Ends the connections that are kept to other nodes. */
export function forgetConnections(): void {
  agent.destroy();
}

/** Sends a request on to another node, and its answer back as it comes: each side waits when the other does not read, and hears when it is gone. */
export function sendOn(request: IncomingMessage, response: ServerResponse, { url, headers: signed, signature, body, silenceMs }: Outgoing): Promise<Sent> {
  return new Promise((resolve) => {
    let hasConnected = false;
    const headers = { ...signed, [NODE_HEADER]: signature, 'content-length': String(body.length) };
    const outgoing = httpRequest(`${url}${request.url ?? '/'}`, { method: request.method, headers, agent, setHost: false });
    outgoing.once('socket', (socket) => {
      hasConnected = !socket.connecting;
      if (hasConnected) return;
      const tooLong = setTimeout(() => outgoing.destroy(new Error('The other node took no connection in time.')), CONNECT_MS);
      socket.once('connect', () => (hasConnected = true));
      for (const event of ['connect', 'close']) socket.once(event, () => clearTimeout(tooLong));
    });
    const leave = (): void => {
      if (!response.writableFinished) outgoing.destroy();
    };
    response.once('close', leave);
    outgoing.setTimeout(silenceMs, () => outgoing.destroy(new Error('The other node was silent for too long.')));
    outgoing.once('error', (error) => {
      response.off('close', leave);
      if (response.headersSent) response.destroy();
      resolve(response.headersSent ? 'answered' : !hasConnected || codeOf(error) === 'ECONNREFUSED' ? 'undone' : 'broken');
    });
    outgoing.once('response', (answer) => {
      const word = answer.headers[NODE_HEADER];
      if ((answer.statusCode === MISDIRECTED && word !== undefined) || word === WELCOME) {
        answer.resume();
        response.off('close', leave);
        resolve(word === WELCOME ? 'welcome' : 'undone');
        return;
      }
      passAnswer(answer, response);
      response.once('close', () => resolve('answered'));
    });
    outgoing.end(body);
  });
}

/** Joins the socket of a client to one of the other node (RFC 6455, section 4). `failed`: nothing was said to the client yet. */
export function sendSocketOn(request: IncomingMessage, socket: Duplex, head: Buffer, { url, headers: signed, signature }: Pick<Outgoing, 'url' | 'headers' | 'signature'>, failed: () => void): void {
  const headers = { ...signed, [NODE_HEADER]: signature, Connection: 'Upgrade', Upgrade: request.headers.upgrade };
  const outgoing = httpRequest(`${url}${request.url ?? '/'}`, { headers, setHost: false, timeout: CONNECT_MS });
  joinSockets(outgoing, socket, head, 'The other node did not take the socket over in time.', failed);
}

/** The headers that go along with a request to another node. */
export function passedHeaders({ headers }: IncomingMessage): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}

function passAnswer(answer: IncomingMessage, response: ServerResponse): void {
  const { rawHeaders, statusCode = 502 } = answer;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.toLowerCase() === 'content-length' || !HOP_BY_HOP.has(name.toLowerCase())) response.appendHeader(name, rawHeaders[index + 1] ?? '');
  }
  response.writeHead(statusCode);
  // A stream may say nothing for long, and its client waits for the headers.
  response.flushHeaders();
  answer.once('end', () => {
    if (Object.keys(answer.trailers).length > 0) response.addTrailers(answer.trailers);
  });
  answer.once('error', () => response.destroy());
  answer.pipe(response);
}
