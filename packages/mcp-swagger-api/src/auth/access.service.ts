import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { Environment } from '../config/environment.js';
import { type Caller, callerOf, noteCaller } from './caller.js';
import { clientAddressOf, proxyListOf } from './client-address.js';
import { type AccessSettings, forwardingHeader, refuse, refuseForeignPage, type Refusal, refuseStranger, type RequestFacts } from './decide-access.js';
import { callerElsewhere, remoteAddressOf } from './forwarded.js';
import { IdentitiesService } from './identities.service.js';
import { THIS_MACHINE } from './identity.js';
import { type Proof, readProof } from './read-proof.js';
import { covers } from './role.js';
import { isSameSecret } from './same-secret.js';
import { cookieNameFor, csrfTokenOf } from './sessions/session-cookie.js';

/** Let in, as whom; or refused, and why. */
export type Admission = { allowed: true; caller: Caller } | Refusal;

const UNAUTHORIZED = refuse(401, 'UNAUTHORIZED', 'Sign in first, or prove who you are: an API key or token as a bearer token, or a name and a password by HTTP Basic.');
const CSRF_REFUSED = refuse(403, 'CSRF_REFUSED', 'A page that is signed in by cookie must send the csrfToken of POST /api/auth/login or GET /api/auth/me as X-CSRF-Token.');

/** Methods that change nothing (RFC 9110, section 9.2.1). */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Says of any request, REST, socket or gateway, who makes it, and whether it may come in. */
@Injectable()
export class AccessService {
  private readonly settings: AccessSettings;
  private readonly proxies: BlockList | undefined;
  private readonly cookieName: string;

  constructor(
    environment: Environment,
    private readonly identities: IdentitiesService,
  ) {
    const { CORS_ORIGINS, PUBLIC_URL, TRUSTED_PROXIES } = environment.variables;
    this.settings = { bindsToLoopback: environment.bindsToLoopback, corsOrigins: CORS_ORIGINS, publicUrl: PUBLIC_URL };
    this.proxies = proxyListOf(TRUSTED_PROXIES);
    this.cookieName = cookieNameFor(PUBLIC_URL);
  }

  /** Whoever is let in is noted on the request: `callerOf(request)`. What he may do there is for the permission to say. */
  async admit(request: IncomingMessage): Promise<Admission> {
    const admission = await this.#decide(request);
    if (admission.allowed) noteCaller(request, admission.caller);
    return admission;
  }

  /** The same for the MCP endpoint of one server: operators may use all, keys those that their scopes name. */
  async admitToServer(request: IncomingMessage, serverId: string): Promise<Admission> {
    const admission = await this.admit(request);
    return admission.allowed ? (refuseAtServer(admission.caller, serverId) ?? admission) : admission;
  }

  /** The same for a server that has keys or an issuer of its own: undefined where it is for the server to say who calls. */
  async admitKnown(request: IncomingMessage, serverId: string): Promise<Admission | undefined> {
    const admission = await this.#decide(request, (proof, ip) => this.identities.whoProvesOurs(proof, ip));
    if (!admission.allowed) return admission === UNAUTHORIZED && this.identities.mayBeOfServer(this.proofOf(request)) ? undefined : admission;
    if (admission.caller.kind === 'local') return undefined;
    noteCaller(request, admission.caller);
    return refuseAtServer(admission.caller, serverId) ?? admission;
  }

  /** Whether callers must prove who they are, or all who come from this machine may do all. */
  asksForProof(): Promise<boolean> {
    return this.identities.isGuarded();
  }

  /** For open paths: a foreign page is refused there as well, and a stranger while only this machine may come. */
  async refuseAnyone(request: IncomingMessage): Promise<Refusal | undefined> {
    const facts = factsOf(request);
    return refuseForeignPage(facts, this.settings) ?? ((await this.identities.isGuarded()) ? undefined : refuseStranger(facts, this.settings));
  }

  /** Whether somebody who was let in still would be: his session, key or role may have ended since. */
  async stillMay(request: IncomingMessage): Promise<boolean> {
    const before = callerOf(request);
    const admission = await this.#decide(request);
    return admission.allowed && admission.caller.id === before?.id && covers(admission.caller.role, 'viewer');
  }

  addressOf(request: IncomingMessage): string {
    return clientAddressOf(request, this.proxies);
  }

  proofOf({ headers }: IncomingMessage): Proof {
    return readProof(headers, this.cookieName);
  }

  async #decide(request: IncomingMessage, whoProves = (proof: Proof, ip: string) => this.identities.whoProves(proof, ip)): Promise<Admission> {
    const elsewhere = callerElsewhere(request);
    if (elsewhere !== undefined) return { allowed: true, caller: elsewhere };
    const facts = factsOf(request);
    const foreign = refuseForeignPage(facts, this.settings);
    if (foreign !== undefined) return foreign;
    const ip = this.addressOf(request);
    if (!(await this.identities.isGuarded())) {
      return refuseStranger(facts, this.settings) ?? { allowed: true, caller: { ...THIS_MACHINE, ip, byCookie: false } };
    }
    const proof = this.proofOf(request);
    if (proof.kind === 'cookie' && !showsItsPage(request, proof.token)) return CSRF_REFUSED;
    try {
      const identity = await whoProves(proof, ip);
      return identity === undefined ? UNAUTHORIZED : { allowed: true, caller: { ...identity, ip, byCookie: proof.kind === 'cookie' } };
    } catch (error) {
      if (error instanceof AppError && error.status === 429) {
        const { retryAfterSeconds } = error.extensions;
        return { ...refuse(429, error.code, error.message), ...(typeof retryAfterSeconds === 'number' ? { retryAfterSeconds } : {}) };
      }
      throw error;
    }
  }
}

/** A browser sends the cookie by itself, whoever made it ask; the token only a page sends that could read our answers. */
function showsItsPage({ method = 'GET', headers }: IncomingMessage, session: string): boolean {
  if (SAFE.has(method)) return true;
  const token = headers['x-csrf-token'];
  return typeof token === 'string' && isSameSecret(token, csrfTokenOf(session));
}

function factsOf(request: IncomingMessage): RequestFacts {
  const { headers } = request;
  const said = (name: string): string | undefined => headers[name]?.toString();
  const fetched = { site: said('sec-fetch-site'), mode: said('sec-fetch-mode'), dest: said('sec-fetch-dest') };
  return { remoteAddress: remoteAddressOf(request), host: headers.host, origin: headers.origin, fetched, forwardedBy: forwardingHeader(Object.keys(headers)) };
}

function refuseAtServer(caller: Caller, serverId: string): Refusal | undefined {
  if (mayUseServer(caller, serverId)) return undefined;
  return refuse(403, 'FORBIDDEN', `${caller.name} may not use the MCP endpoint of this server; it wants the role operator, or a key with the scope mcp or mcp:${serverId}.`);
}

/** Whether a caller may use the MCP endpoint of a server: calling tools changes things, so viewers may not. */
export function mayUseServer({ kind, role, scopes }: Caller, serverId: string): boolean {
  if (kind !== 'key') return covers(role, 'operator');
  return scopes.includes('mcp') || scopes.includes(`mcp:${serverId}`);
}
