import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { AccessService, type Admission as ApiAdmission } from '../auth/access.service.js';
import { type Caller, callerOf } from '../auth/caller.js';
import { Environment } from '../config/environment.js';
import { RateLimit } from './rate-limit.js';
import type { Refusal } from './refusal.js';

const ALLOWED_METHODS = 'GET, POST, DELETE, OPTIONS';

/** Who may call through the gateway, and how often. */
@Injectable()
export class Admission {
  readonly #rate: RateLimit;
  readonly #pages: readonly string[];

  constructor(
    private readonly access: AccessService,
    { variables }: Environment,
  ) {
    this.#rate = new RateLimit(variables.GATEWAY_RATE_LIMIT);
    this.#pages = variables.CORS_ORIGINS;
  }

  /** Notes the caller of a request and takes one of its requests from what it may make, or says why not. */
  async admit(request: IncomingMessage, serverId: string): Promise<{ caller: Caller } | Refusal> {
    return this.#outcome(await this.access.admitToServer(request, serverId));
  }

  /** The same for a group, which shows to each caller only what he may call. */
  async admitToGroups(request: IncomingMessage): Promise<{ caller: Caller } | Refusal> {
    return this.#outcome(await this.access.admit(request));
  }

  /** Whether the caller of a request that is still open would be let in now, as the same. */
  async stillMay(request: IncomingMessage, serverId: string | undefined): Promise<boolean> {
    const before = callerOf(request);
    const now = await (serverId === undefined ? this.access.admit(request) : this.access.admitToServer(request, serverId));
    return now.allowed && now.caller.id === before?.id;
  }

  #outcome(admission: ApiAdmission): { caller: Caller } | Refusal {
    if (!admission.allowed) {
      const { status, code, detail, retryAfterSeconds } = admission;
      return { status, code, detail, headers: { ...(status === 401 ? { 'WWW-Authenticate': 'Bearer realm="mcp-swagger"' } : {}), ...(retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) }) } };
    }
    const { caller } = admission;
    // Whoever is at this machine without proof is one and all; nobody could be told from another.
    if (caller.kind === 'local') return { caller };
    const waitMs = this.#rate.take(`${caller.kind} ${caller.id}`, performance.now());
    return waitMs === 0 ? { caller } : tooFast(waitMs);
  }

  /** Answers the question of a browser whether a page may call (Fetch, section 4.8); it carries no proof of anybody. False for any other request. */
  answerPreflight(request: IncomingMessage, response: ServerResponse): boolean {
    const { method, headers } = request;
    if (method !== 'OPTIONS') return false;
    this.allowPage(request, response);
    const asked = headers['access-control-request-headers'];
    response.writeHead(204, {
      Allow: ALLOWED_METHODS,
      ...(this.#isPage(headers.origin) ? { 'Access-Control-Allow-Methods': ALLOWED_METHODS, 'Access-Control-Allow-Headers': asked ?? '*', 'Access-Control-Max-Age': '600' } : {}),
    });
    response.end();
    return true;
  }

  /** Lets a page of CORS_ORIGINS read the answer. */
  allowPage({ headers: { origin } }: IncomingMessage, response: ServerResponse): void {
    if (origin === undefined || !this.#isPage(origin)) return;
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Expose-Headers', 'Mcp-Session-Id, WWW-Authenticate');
    response.setHeader('Vary', 'Origin');
  }

  #isPage(origin: string | undefined): boolean {
    return origin !== undefined && this.#pages.includes(origin);
  }
}

function tooFast(waitMs: number): Refusal {
  const seconds = Math.ceil(waitMs / 1_000);
  return { status: 429, code: 'TOO_MANY_REQUESTS', detail: `This caller makes more requests a second than GATEWAY_RATE_LIMIT allows; try again in ${seconds} s.`, headers: { 'Retry-After': String(seconds) } };
}
