import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Access, metadataAddress, ownAddresses, resourceMetadata, WELL_KNOWN } from 'mcp-swagger-ipc';
import { type Refusal, refuseMethod } from '../transports/json-rpc-error.js';
import { ApiKeys } from './api-keys.js';
import { type Caller, callerOf, noteCaller } from './caller.js';
import { challenge } from './challenge.js';
import type { Denial } from './denial.js';
import { passedOnBy } from './gateway-trust.js';
import { presentedBy } from './presented.js';
import type { TokenJudge } from './token-judge.js';

export interface GateParts {
  access: Access;
  /** What the server is called. */
  name: string;
  host: string;
  /** The path of the endpoint. */
  path: string;
  publicUrl?: string | undefined;
  /** Of access tokens; there when `access` has an issuer. */
  judge: TokenJudge | undefined;
}

/** Lets in who has a key or a token of the issuer (MCP 2025-11-25, Authorization: an OAuth 2.1 resource server), and tells the others how to come by one. */
export class AccessGate {
  readonly #keys: ApiKeys;
  readonly #metadataPaths: ReadonlySet<string>;

  constructor(private readonly parts: GateParts) {
    const { access, path, publicUrl } = parts;
    this.#keys = new ApiKeys(access.apiKeys);
    const resources = access.oauth === undefined ? [] : ownAddresses({ host: 'localhost', path, publicUrl }, { port: 80 });
    this.#metadataPaths = new Set(access.oauth === undefined ? [] : [WELL_KNOWN, `${WELL_KNOWN}${path}`, ...resources.map((resource) => new URL(metadataAddress(resource)).pathname)]);
  }

  /** Answers a request for what anybody may know; false when it is for something else. */
  answerMetadata(request: IncomingMessage, response: ServerResponse, path: string): boolean {
    const { access } = this.parts;
    if (access.oauth === undefined || !this.#metadataPaths.has(path)) return false;
    if (request.method === 'OPTIONS') response.writeHead(204, { Allow: 'GET, OPTIONS' }).end();
    else if (request.method === 'GET') this.#tellMetadata(access.oauth, request, response);
    else refuseMethod(response, 'GET');
    return true;
  }

  #tellMetadata(oauth: NonNullable<Access['oauth']>, request: IncomingMessage, response: ServerResponse): void {
    const body = JSON.stringify(resourceMetadata({ resource: this.#resource(request), name: this.parts.name, ...oauth }));
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), 'Cache-Control': 'no-cache' }).end(body);
  }

  /** Why the caller of a request may not call; undefined when it may, and then `callerOf` knows it. */
  async refuse(request: IncomingMessage): Promise<Refusal | undefined> {
    const outcome = await this.#judge(request);
    if ('kind' in outcome) {
      const { oauth } = this.parts.access;
      return challenge(outcome, { metadataUrl: oauth === undefined ? undefined : metadataAddress(this.#resource(request)), scopes: oauth?.scopes ?? [] });
    }
    noteCaller(request, outcome);
    return undefined;
  }

  /** Whether the caller of a request that was let in, perhaps by other rules than these, may go on. */
  stillAdmits(request: IncomingMessage): boolean {
    const caller = callerOf(request);
    if (caller === undefined) return false;
    return this.#keys.holds(caller) || this.parts.judge?.vouchesFor(caller) === true;
  }

  async #judge(request: IncomingMessage): Promise<Caller | Denial> {
    const presented = presentedBy(request.headers);
    switch (presented.kind) {
      case 'nothing':
        return { kind: 'missing', message: `This server wants ${this.#wanted}.` };
      case 'unreadable':
        return { kind: 'malformed', message: `The Authorization header cannot be read. This server wants ${this.#wanted}.` };
      case 'key':
        return this.#keys.find(hash('sha256', presented.key, 'buffer')) ?? { kind: 'invalid', message: `The X-API-Key is not known here. This server wants ${this.#wanted}.` };
      case 'bearer':
        return await this.#judgeBearer(presented.token, request);
    }
  }

  async #judgeBearer(token: string, request: IncomingMessage): Promise<Caller | Denial> {
    const tokenHash = hash('sha256', token, 'buffer');
    const known = this.#keys.find(tokenHash);
    if (known !== undefined) return known;
    const { access, judge } = this.parts;
    if (access.oauth === undefined || judge === undefined) return { kind: 'invalid', message: `The API key is not known here. This server wants ${this.#wanted}.` };
    const { audience } = access.oauth;
    const audiences = audience === undefined ? this.#addresses(request).flatMap((address) => [address, `${address}/`]) : [audience];
    // What was found of a token holds for the addresses that it was meant for.
    return await judge.judge(token, `${tokenHash.toString('base64')} ${audiences.join(' ')}`, audiences);
  }

  /** The name that the client calls us by, if it is one of ours; the gateway names it first. */
  #resource(request: IncomingMessage): string {
    const addresses = this.#addresses(request);
    if (passedOnBy(request)?.addresses !== undefined) return addresses[0] ?? '';
    return addresses.find((address) => new URL(address).host === request.headers.host?.toLowerCase()) ?? addresses[0] ?? '';
  }

  #addresses(request: IncomingMessage): string[] {
    const { socket } = request;
    const own = () => ownAddresses(this.parts, { address: socket.localAddress, port: socket.localPort ?? 0 });
    const atGateway = passedOnBy(request)?.addresses;
    if (atGateway === undefined) return own();
    return this.parts.publicUrl === undefined ? [...atGateway] : [...atGateway, ...own()];
  }

  get #wanted(): string {
    const { oauth } = this.parts.access;
    const key = 'an API key as "Authorization: Bearer KEY" or "X-API-Key: KEY"';
    if (oauth === undefined) return `${key}; ask its operator for one`;
    const token = `an access token of ${oauth.issuer} as "Authorization: Bearer TOKEN"`;
    return this.#keys.isEmpty ? token : `${token}, or ${key}`;
  }
}
