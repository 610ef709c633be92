import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AppError } from './app-error.js';
import { fromDatabaseError } from './database-error.js';
import { redact } from './redact.js';

/** The body of every error answer (RFC 9457); `code` is stable. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  instance: string;
}

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

const TOO_LARGE = 'The body is larger than 64 MiB; a document may have 32 MiB.';

/** Turns whatever a request ended in into one problem. What we did not foresee is logged and not shown. */
export function toProblem(error: unknown, instance: string): Problem & Record<string, unknown> {
  if (error instanceof AppError) return problem(error.status, error.code, error.message, instance, error.extensions);
  if (error instanceof HttpException) return fromHttpException(error, instance);
  const ofDatabase = fromDatabaseError(error);
  if (ofDatabase !== undefined) return toProblem(ofDatabase, instance);
  const { status, message } = fromBodyParser(error);
  if (status !== undefined) return problem(status, codeOf(status), message, instance);
  return problem(500, 'INTERNAL_ERROR', 'Something went wrong that the API did not foresee; its log says what.', instance);
}

function fromHttpException(error: HttpException, instance: string): Problem & Record<string, unknown> {
  const status = error.getStatus();
  const answer = error.getResponse();
  const said = typeof answer === 'object' && 'message' in answer ? answer.message : error.message;
  const detail = status === 413 ? TOO_LARGE : Array.isArray(said) ? said.join('; ') : String(said);
  return problem(status, codeOf(status), detail, instance);
}

/** body-parser's errors carry a status and `expose`, and are no HttpException. */
function fromBodyParser(error: unknown): { status?: number; message: string } {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return { message: '' };
  const message = error.status === 413 ? TOO_LARGE : `The request cannot be read: ${error.message}`;
  return { status: error.status, message };
}

function problem(status: number, code: string, detail: string, instance: string, extensions: Record<string, unknown> = {}) {
  return { type: `urn:mcp-swagger:problem:${code}`, title: TITLES[status] ?? 'Error', status, detail: redact(detail), code, instance, ...extensions };
}

function codeOf(status: number): string {
  return (TITLES[status] ?? 'Error').toUpperCase().replaceAll(' ', '_');
}

/** The one place where an error becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() === 'ws') {
      this.#acknowledge(error, host);
      return;
    }
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const body = toProblem(error, pathOf(request));
    if (body.status >= 500) this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    if (response.headersSent) {
      response.end();
      return;
    }
    sendProblem(response, body);
  }

  /** A socket message is answered where its sender waits for an answer; its arguments are the socket, the payload, and perhaps a function. */
  #acknowledge(error: unknown, host: ArgumentsHost): void {
    const { status, detail } = toProblem(error, '');
    if (status >= 500) this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const acknowledge: unknown = host.getArgByIndex(2);
    if (typeof acknowledge === 'function') acknowledge({ success: false, error: detail });
  }
}

/** The whole path, also where a part of it was taken for the place of a middleware. */
export function pathOf({ originalUrl }: Request): string {
  return originalUrl.split('?')[0] ?? '/';
}

export function sendProblem(response: Response, body: Problem & { retryAfterSeconds?: unknown }): void {
  if (typeof body.retryAfterSeconds === 'number') response.setHeader('Retry-After', String(body.retryAfterSeconds));
  response.status(body.status).type('application/problem+json').send(JSON.stringify(body));
}
