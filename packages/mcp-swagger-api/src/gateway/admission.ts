import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { AccessService, type Admission as ApiAdmission } from '../auth/access.service.js';
import { type Caller, callerOf, noteCaller } from '../auth/caller.js';
import { callerElsewhere } from '../auth/forwarded.js';
import { RateLimit } from '../common/rate-limit.js';
import { Environment } from '../config/environment.js';
import { isAsking } from '../nodes/asked-only.js';
import { SharedRates } from '../nodes/shared-rates.js';
import { Guests } from './guests.js';
import type { Place } from './place.js';
import type { Refusal } from './refusal.js';

/** After a pause a caller may make as many requests at once as in so many seconds. */
const BURST_SECONDS = 2;

const ALLOWED_METHODS = 'GET, POST, DELETE, OPTIONS';

/** Who may call through the gateway, and how often. */
@Injectable()
export class Admission {
  /** Undefined: nobody is limited. */
  readonly #rate: RateLimit | undefined;
  readonly #pages: readonly string[];
  readonly #countForOthers: (caller: string) => void;

  constructor(
    private readonly access: AccessService,
    private readonly guests: Guests,
    { variables }: Environment,
    @Inject(SharedRates) rates: Pick<SharedRates, 'share'>,
  ) {
    const { GATEWAY_RATE_LIMIT: perSecond } = variables;
    const rate = perSecond === 0 ? undefined : new RateLimit({ most: perSecond * BURST_SECONDS, windowMs: BURST_SECONDS * 1_000 });
    this.#rate = rate;
    this.#countForOthers = rate === undefined ? () => {} : rates.share('gateway', (caller, count) => rate.charge(caller, count, performance.now()));
    this.#pages = variables.CORS_ORIGINS;
  }

  /** Notes the caller of a request and takes one of its requests from what it may make, or says why not. `place`: of the server, where it is known. */
  async admit(request: IncomingMessage, serverId: string, place: Place | undefined): Promise<{ caller: Caller } | Refusal> {
    if (place?.access === undefined) return this.#outcome(request, await this.access.admitToServer(request, serverId));
    const known = await this.access.admitKnown(request, serverId);
    return known === undefined ? await this.#admitGuest(request, place) : this.#outcome(request, known);
  }

  /** The same for a group, which shows to each caller only what he may call. */
  async admitToGroups(request: IncomingMessage): Promise<{ caller: Caller } | Refusal> {
    return this.#outcome(request, await this.access.admit(request));
  }

  /** Whether the caller of a request that is still open would be let in now, as the same. */
  async stillMay(request: IncomingMessage, serverId: string | undefined, place: Place | undefined): Promise<boolean> {
    const before = callerOf(request);
    if (before?.kind === 'guest') return place?.access !== undefined && (await this.#stillGuest(request, before, place));
    const now = await (serverId === undefined ? this.access.admit(request) : this.access.admitToServer(request, serverId));
    return now.allowed && now.caller.id === before?.id;
  }

  /** For what anybody may read: a foreign page is refused, a stranger where only this machine may come, and who asks too often. */
  async refuseAnyone(request: IncomingMessage): Promise<Refusal | undefined> {
    return (await this.access.refuseAnyone(request)) ?? this.refuseHaste(request);
  }

  /** Takes one request of those that an address may make before anybody knows whose they are. */
  refuseHaste(request: IncomingMessage): Refusal | undefined {
    const waitMs = this.#rate?.take(`address ${this.access.addressOf(request)}`, performance.now()) ?? 0;
    return waitMs === 0 ? undefined : tooFast(waitMs);
  }

  async #admitGuest(request: IncomingMessage, place: Place): Promise<{ caller: Caller } | Refusal> {
    const known = this.guests.find(request, place);
    const admitted = known === undefined ? (this.refuseHaste(request) ?? (await this.guests.ask(request, place, this.access.addressOf(request)))) : { caller: known };
    if ('status' in admitted) return admitted;
    noteCaller(request, admitted.caller);
    // The request itself comes in a moment, and counts.
    if (isAsking(request)) return admitted;
    return this.#paced(admitted.caller, `guest ${place.serverId} ${admitted.caller.id}`);
  }

  async #stillGuest(request: IncomingMessage, { id, ip }: Caller, place: Place): Promise<boolean> {
    const now = await this.guests.ask(request, place, ip);
    // While nobody can tell, nobody can take a proof away either.
    return 'status' in now ? now.status === 503 : now.caller.id === id;
  }

  #outcome(request: IncomingMessage, admission: ApiAdmission): { caller: Caller } | Refusal {
    if (!admission.allowed) {
      const haste = admission.status === 401 ? this.refuseHaste(request) : undefined;
      if (haste !== undefined) return haste;
      const { status, code, detail, retryAfterSeconds } = admission;
      return { status, code, detail, headers: { ...(status === 401 ? { 'WWW-Authenticate': 'Bearer realm="mcp-swagger"' } : {}), ...(retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) }) } };
    }
    const { caller } = admission;
    // Whoever is at this machine without proof is one and all; nobody could be told from another.
    if (caller.kind === 'local' || callerElsewhere(request) !== undefined) return { caller };
    return this.#paced(caller, `${caller.kind} ${caller.id}`);
  }

  #paced(caller: Caller, key: string): { caller: Caller } | Refusal {
    const waitMs = this.#rate?.take(key, performance.now()) ?? 0;
    if (waitMs > 0) return tooFast(waitMs);
    this.#countForOthers(key);
    return { caller };
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
