import type { NextFunction, Request, Response } from 'express';
import { AppError } from './app-error.js';
import { pathOf, sendProblem, toProblem } from './problem.filter.js';

/** Paths that take a file, and its type, which no page can send without asking first. */
const FILES: Record<string, string> = { '/restore': 'application/gzip' };

/**
 * A body that is not JSON is refused before it is read as something else: curl sends `-d` as a form, whose only field would be the whole
 * document. It also keeps out what a foreign page can send without asking first (Fetch, section 2.2.2, simple requests).
 */
export function requireJsonUnless(isFile: (request: Request) => boolean) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (isFile(request)) next();
    else requireJson(request, response, next);
  };
}

function requireJson(request: Request, response: Response, next: NextFunction): void {
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  const file = FILES[request.path];
  if (!hasBody || request.is('application/json') !== false || (file !== undefined && request.is(file) !== false)) {
    next();
    return;
  }
  const given = request.headers['content-type'] ?? 'none';
  sendProblem(response, toProblem(new AppError(415, 'UNSUPPORTED_MEDIA_TYPE', `The body must be JSON with the header Content-Type: application/json; it came with ${given}.`), pathOf(request)));
}
