import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { AppError } from '../common/app-error.js';
import { RateLimit } from '../common/rate-limit.js';
import { pathOf, sendProblem, toProblem } from '../common/problem.filter.js';
import type { AccessService } from './access.service.js';
import { callerOf } from './caller.js';
import { refuse, type Refusal } from './decide-access.js';
import { callerElsewhere } from './forwarded.js';
import { isOpenPath } from './open-paths.js';

/** Probes of orchestrators come from other machines and know no password. */
const HEALTH = '/health/';

/** Makes a limit hold over several nodes: gets what is counted elsewhere, and gives what is to be told of each request here. */
export type ShareRate = (charge: (key: string, count: number) => void) => (key: string) => void;

/** The door of everything on the port: whoever is not let in here reaches no route, no body parser and no socket. */
export function guardRequests(access: AccessService, requestsAMinute: number, share: ShareRate): RequestHandler {
  const limit = requestsAMinute === 0 ? undefined : new RateLimit({ most: requestsAMinute, windowMs: 60_000 });
  const countForOthers = limit === undefined ? () => {} : share((key, count) => limit.charge(key, count, performance.now()));
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const refusal = (await refusalAt(access, request)) ?? refuseHaste(limit, access, request, countForOthers);
    if (refusal === undefined) next();
    else sendRefusal(request, response, refusal);
  };
}

async function refusalAt(access: AccessService, request: Request): Promise<Refusal | undefined> {
  if (isOpenPath(request.path)) return request.path.startsWith(HEALTH) ? undefined : access.refuseAnyone(request);
  const admission = await access.admit(request);
  return admission.allowed ? undefined : admission;
}

/** By caller, and by address for those who have not said who they are. */
function refuseHaste(limit: RateLimit | undefined, access: AccessService, request: Request, countForOthers: (key: string) => void): Refusal | undefined {
  const caller = callerOf(request);
  if (limit === undefined || caller?.kind === 'local' || callerElsewhere(request) !== undefined || request.path.startsWith(HEALTH)) return undefined;
  const key = caller === undefined ? access.addressOf(request) : `${caller.kind} ${caller.id}`;
  const wait = limit.take(key, performance.now());
  if (wait === 0) {
    countForOthers(key);
    return undefined;
  }
  const retryAfterSeconds = Math.ceil(wait / 1_000);
  return { ...refuse(429, 'TOO_MANY_REQUESTS', `More requests than REST_RATE_LIMIT allows: go on in ${retryAfterSeconds} s.`), retryAfterSeconds };
}

function sendRefusal(request: Request, response: Response, { status, code, detail, retryAfterSeconds }: Refusal): void {
  // Not Basic, though it is taken: a browser would put a window of its own before the page that asks for the password.
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="mcp-swagger"');
  sendProblem(response, toProblem(new AppError(status, code, detail, retryAfterSeconds === undefined ? {} : { retryAfterSeconds }), pathOf(request)));
}
