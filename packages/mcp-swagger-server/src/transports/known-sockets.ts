import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { CLIENT_CAPABILITIES_META_KEY, CLIENT_INFO_META_KEY } from '@modelcontextprotocol/server';
import { callerOf } from '../access/caller.js';
import { type PassedOn, passedOnBy } from '../access/gateway-trust.js';

interface Known {
  said: unknown;
  can: unknown;
  userAgent: string | undefined;
  callerId: string | undefined;
  callerName: string | undefined;
  sessionId: string;
}

/** So many clients behind the gateway are remembered. */
const MOST_BEHIND_GATEWAY = 1_000;

/**
 * Which connection the calls over a socket belonged to last. A client of the stateless era says with each call who it is; who says over the same
 * socket the same again need not be worked out again.
 */
export class KnownSockets {
  readonly #last = new WeakMap<Socket, Known>();
  /** The gateway's sockets are those of many clients, which are told apart by what it says of each. */
  readonly #behindGateway = new Map<string, Known>();

  /** The connection of the last call over the socket of this one, if its client says the same of itself. */
  find(request: IncomingMessage, meta: Record<string, unknown>): string | undefined {
    const passed = passedOnBy(request);
    const known = passed === undefined ? this.#last.get(request.socket) : this.#behindGateway.get(markOf(request, passed));
    if (known === undefined || known.userAgent !== request.headers['user-agent']) return undefined;
    const caller = callerOf(request);
    if (known.callerId !== caller?.id || known.callerName !== caller?.name) return undefined;
    return isSame(known.said, meta[CLIENT_INFO_META_KEY]) && isSame(known.can, meta[CLIENT_CAPABILITIES_META_KEY]) ? known.sessionId : undefined;
  }

  /** A call over a socket belongs to this connection. */
  note(request: IncomingMessage, meta: Record<string, unknown>, sessionId: string): void {
    const caller = callerOf(request);
    const { 'user-agent': userAgent } = request.headers;
    const known = { said: meta[CLIENT_INFO_META_KEY], can: meta[CLIENT_CAPABILITIES_META_KEY], userAgent, callerId: caller?.id, callerName: caller?.name, sessionId };
    const passed = passedOnBy(request);
    if (passed === undefined) {
      this.#last.set(request.socket, known);
      return;
    }
    if (this.#behindGateway.size >= MOST_BEHIND_GATEWAY) this.#behindGateway.clear();
    this.#behindGateway.set(markOf(request, passed), known);
  }
}

/** What is seen of a client behind the gateway before its message is looked at; none of its parts but the last can hold a blank. */
function markOf(request: IncomingMessage, { ip }: PassedOn): string {
  return `${ip} ${callerOf(request)?.id} ${request.headers['user-agent']}`;
}

/** Whether two values out of JSON texts are the same, but for the order of members. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => Object.hasOwn(other, name) && isSame((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]));
}
