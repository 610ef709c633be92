import type { NextFunction, Request, Response } from 'express';
import { AppError } from './app-error.js';
import { pathOf, sendProblem, toProblem } from './problem.filter.js';

/**
 * A body that is not JSON is refused before it is read as something else: curl sends `-d` as a form, whose only field would be the whole
 * document. It also keeps out what a foreign page can send without asking first (Fetch, section 2.2.2, simple requests).
 */
export function requireJson(request: Request, response: Response, next: NextFunction): void {
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (!hasBody || request.is('application/json') !== false) {
    next();
    return;
  }
  const given = request.headers['content-type'] ?? 'none';
  sendProblem(response, toProblem(new AppError(415, 'UNSUPPORTED_MEDIA_TYPE', `The body must be JSON with the header Content-Type: application/json; it came with ${given}.`), pathOf(request)));
}
