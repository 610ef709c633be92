import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { AppError } from '../common/app-error.js';
import { pathOf, sendProblem, toProblem } from '../common/problem.filter.js';
import type { AccessService } from './access.service.js';
import type { Refusal } from './decide-access.js';
import { isOpenPath } from './open-paths.js';
import type { RestRate } from './rest-rate.js';

/** Probes of orchestrators come from other machines and know no password. */
const HEALTH = '/health/';

/** The door of everything on the port: whoever is not let in here reaches no route, no body parser and no socket. */
export function guardRequests(access: AccessService, rate: Pick<RestRate, 'take'>): RequestHandler {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const refusal = (await refusalAt(access, request)) ?? (request.path.startsWith(HEALTH) ? undefined : rate.take(request));
    if (refusal === undefined) next();
    else sendRefusal(request, response, refusal);
  };
}

async function refusalAt(access: AccessService, request: Request): Promise<Refusal | undefined> {
  if (isOpenPath(request.path)) return request.path.startsWith(HEALTH) ? undefined : access.refuseAnyone(request);
  const admission = await access.admit(request);
  return admission.allowed ? undefined : admission;
}

function sendRefusal(request: Request, response: Response, { status, code, detail, retryAfterSeconds }: Refusal): void {
  // Not Basic, though it is taken: a browser would put a window of its own before the page that asks for the password.
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="mcp-swagger"');
  sendProblem(response, toProblem(new AppError(status, code, detail, retryAfterSeconds === undefined ? {} : { retryAfterSeconds }), pathOf(request)));
}
