import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { percentDecoded } from 'mcp-swagger-ipc';
import { noteCaller } from './caller.js';

/** What the gateway of the API says of a request that it passes on. */
export interface PassedOn {
  /** The address of the client, which the socket does not tell. */
  ip?: string | undefined;
  /** What stands before our paths where the client sees them. */
  prefix: string;
  /** The gateway knows who calls and lets it; otherwise our own gate decides. */
  isCallerKnown: boolean;
  /** The gateway only asks who calls: the addresses that the endpoint has there, the one that the client used first. */
  addresses?: readonly string[] | undefined;
}

const passedOn = new WeakMap<IncomingMessage, PassedOn>();

/** What the gateway says of a request; undefined for one that came by itself. */
export function passedOnBy(request: IncomingMessage): PassedOn | undefined {
  return passedOn.get(request);
}

const MOST_ADDRESS = 100;
const MOST_NAME = 200;

/** Believes what the headers of a request say of its client, but only from whoever holds the token that the API gave us when it started us. */
export class GatewayTrust {
  readonly #token: Buffer;

  constructor(token: string) {
    this.#token = Buffer.from(token);
  }

  /** Looks at every request before anything else does. */
  look(request: IncomingMessage): void {
    const { 'x-mcp-gateway': token, 'x-forwarded-for': ip, 'x-forwarded-prefix': prefix, 'x-mcp-caller': caller, 'x-mcp-audience': audience } = request.headers;
    if (typeof token !== 'string' || !this.#isOurs(Buffer.from(token))) return;
    passedOn.set(request, {
      ip: typeof ip === 'string' ? ip.slice(0, MOST_ADDRESS) : undefined,
      prefix: typeof prefix === 'string' ? prefix : '',
      isCallerKnown: typeof caller === 'string',
      ...(typeof audience === 'string' ? { addresses: audience.split(' ') } : {}),
    });
    if (typeof caller === 'string') noteCaller(request, callerIn(caller));
  }

  #isOurs(token: Buffer): boolean {
    return token.length === this.#token.length && timingSafeEqual(token, this.#token);
  }
}

/** `<id> <name>`, the name percent-encoded (RFC 3986, section 2.1). */
function callerIn(text: string): { id: string; name: string } {
  const [id = '', name = ''] = text.split(' ');
  return { id: `gateway:${id}`, name: percentDecoded(name).slice(0, MOST_NAME) };
}
