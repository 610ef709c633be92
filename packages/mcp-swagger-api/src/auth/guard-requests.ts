import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { AppError } from '../common/app-error.js';
import { pathOf, sendProblem, toProblem } from '../common/problem.filter.js';
import type { AccessService } from './access.service.js';

/** The door of everything on the port but `/health/*`: whatever is not let in here reaches no route, no file and no socket. */
export function guardRequests(access: AccessService): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    const verdict = request.path.startsWith('/health/') ? { allowed: true as const } : access.decide(request);
    if (verdict.allowed) {
      next();
      return;
    }
    const { status, code, detail } = verdict;
    if (status === 401) response.setHeader('WWW-Authenticate', 'Basic realm="mcp-swagger", charset="UTF-8"');
    sendProblem(response, toProblem(new AppError(status, code, detail), pathOf(request)));
  };
}
