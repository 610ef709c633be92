import { type IncomingHttpHeaders, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { joinSockets } from '../common/join-sockets.js';
import type { NodeConnections } from './node-connections.js';
import { NodePassage, type Sent } from './node-passage.js';
import { NODE_HEADER } from './node-signature.js';

/** Another node of the same network takes a connection at once or not at all. */
const CONNECT_MS = 2_000;

/** Headers of one connection (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade', 'content-length', 'expect', NODE_HEADER]);

export interface Outgoing {
  /** `http://HOST:PORT` of the other node. */
  url: string;
  /** As they were signed. */
  headers: IncomingHttpHeaders;
  signature: string;
  body: Buffer;
}

/** Sends a request on to another node, and its answer back as it comes. */
export function sendOn(request: IncomingMessage, response: ServerResponse, { url, headers: signed, signature, body }: Outgoing, connections: NodeConnections): Promise<Sent> {
  return new Promise((resolve) => {
    const { method = 'GET', url: path = '/' } = request;
    const passage = new NodePassage(response, (sent) => {
      response.off('close', leave);
      resolve(sent);
    });
    const leave = (): void => passage.leave();
    response.once('close', leave);
    const { host, ...others } = signed;
    const headers = [NODE_HEADER, signature];
    for (const name in others) {
      const value = others[name];
      if (typeof value === 'string') headers.push(name, value);
      else for (const each of value ?? []) headers.push(name, each);
    }
    connections.to(url).dispatch({ method, path, host, headers, body: body.length === 0 ? null : body }, passage);
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
  const passed: IncomingHttpHeaders = {};
  for (const name in headers) if (!HOP_BY_HOP.has(name)) passed[name] = headers[name];
  return passed;
}
