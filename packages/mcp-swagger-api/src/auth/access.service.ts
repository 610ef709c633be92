import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Environment } from '../config/environment.js';
import { type Caller, noteCaller } from './caller.js';
import { type AccessSettings, forwardingHeader, refuse, refuseForeignPage, type Refusal, refuseStranger, type RequestFacts } from './decide-access.js';
import { readProof } from './read-proof.js';
import { covers } from './role.js';
import { isSameSecret } from './same-secret.js';

/** Let in, as whom; or refused, and why. */
export type Admission = { allowed: true; caller: Caller } | Refusal;

const UNAUTHORIZED = refuse(401, 'UNAUTHORIZED', 'Sign in first, or prove who you are: an API key or token as a bearer token, or HTTP Basic credentials.');

/** Says of any request, REST, socket or gateway, who makes it, and whether it may come in. */
@Injectable()
export class AccessService {
  private readonly settings: AccessSettings;
  private readonly adminPassword: string | undefined;

  constructor(environment: Environment) {
    this.adminPassword = environment.adminPassword;
    this.settings = { bindsToLoopback: environment.bindsToLoopback, corsOrigins: environment.variables.CORS_ORIGINS, publicUrl: undefined };
  }

  /** Whoever is let in is noted on the request: `callerOf(request)`. What he may do there is for the permission to say. */
  async admit(request: IncomingMessage): Promise<Admission> {
    const admission = this.#decide(request);
    if (admission.allowed) noteCaller(request, admission.caller);
    return admission;
  }

  /** For open paths: a foreign page is refused there as well, and a stranger while only this machine may come. */
  refuseAnyone(request: IncomingMessage): Refusal | undefined {
    const facts = factsOf(request);
    return refuseForeignPage(facts, this.settings) ?? (this.isGuarded() ? undefined : refuseStranger(facts, this.settings));
  }

  /** The same for the MCP endpoint of one server: operators may use all, keys those that their scopes name. */
  async admitToServer(request: IncomingMessage, serverId: string): Promise<Admission> {
    const admission = await this.admit(request);
    if (!admission.allowed || mayUseServer(admission.caller, serverId)) return admission;
    return refuse(403, 'FORBIDDEN', `${admission.caller.name} may not use the MCP endpoint of this server; it wants the role operator, or a key with the scope mcp or mcp:${serverId}.`);
  }

  /** Whether callers have to prove who they are. */
  isGuarded(): boolean {
    return this.adminPassword !== undefined;
  }

  #decide(request: IncomingMessage): Admission {
    const facts = factsOf(request);
    const foreign = refuseForeignPage(facts, this.settings);
    if (foreign !== undefined) return foreign;
    const ip = request.socket.remoteAddress ?? '';
    if (!this.isGuarded()) {
      const stranger = refuseStranger(facts, this.settings);
      return stranger ?? { allowed: true, caller: { kind: 'local', id: 'local', name: 'this machine', role: 'admin', scopes: [], ip, byCookie: false } };
    }
    return this.#knowsPassword(request) ? { allowed: true, caller: { kind: 'user', id: 'admin', name: 'admin', role: 'admin', scopes: [], ip, byCookie: false } } : UNAUTHORIZED;
  }

  #knowsPassword({ headers }: IncomingMessage): boolean {
    const proof = readProof(headers);
    if (this.adminPassword === undefined) return false;
    if (proof.kind === 'bearer') return isSameSecret(proof.token, this.adminPassword);
    return proof.kind === 'basic' && proof.name === 'admin' && isSameSecret(proof.password, this.adminPassword);
  }
}

function factsOf({ headers, socket }: IncomingMessage): RequestFacts {
  return { remoteAddress: socket.remoteAddress, host: headers.host, origin: headers.origin, forwardedBy: forwardingHeader(Object.keys(headers)) };
}

/** Whether a caller may use the MCP endpoint of a server: calling tools changes things, so viewers may not. */
export function mayUseServer({ kind, role, scopes }: Caller, serverId: string): boolean {
  if (kind !== 'key') return covers(role, 'operator');
  return scopes.includes('mcp') || scopes.includes(`mcp:${serverId}`);
}
