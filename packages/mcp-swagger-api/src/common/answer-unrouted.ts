import type { NextFunction, Request, Response } from 'express';
import { AppError } from './app-error.js';
import { pathOf, sendProblem, toProblem } from './problem.filter.js';

/** The last in the row: a path that is nobody's gets a problem like all others, not a page of Express. */
export function answerNotFound(request: Request, response: Response): void {
  sendProblem(response, toProblem(new AppError(404, 'NOT_FOUND', `There is nothing at ${request.method} ${pathOf(request)}; GET /api/openapi.json lists what there is.`), pathOf(request)));
}

/** What failed before or beside the routes. Express knows it by its four parameters. */
export function answerError(error: unknown, request: Request, response: Response, _next: NextFunction): void {
  if (response.headersSent) response.end();
  else sendProblem(response, toProblem(error, pathOf(request)));
}
