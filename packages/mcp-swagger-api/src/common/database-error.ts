import { QueryFailedError } from 'typeorm';
import { AppError } from './app-error.js';
import { codeOf, messageOf } from './error-facts.js';

/** System codes of a connection that cannot be made or is lost. */
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);

/** SQLSTATE: class 08 is a lost connection, class 57 an operator's stop, 53300 too many connections (PostgreSQL, appendix A). */
const UNAVAILABLE = /^(08...|57P0[1-5]|53300)$/;

/** What `pg` says without any code. */
const PG_SAYS = /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client (has encountered a connection error|was closed))/;

/** SQLSTATE of a text that cannot be stored: U+0000 in text, and U+0000 or half of a surrogate pair in JSON. */
const UNSTORABLE = new Set(['22021', '22P02', '22P05']);

/** SQLSTATE of what the same statement may get through later: 40 a conflict of transactions, 53 no room, 55P03 a lock, 25006 a server that may only be read. */
const PASSING = /^(40...|53...|55P03|25006)$/;

/** Whether the same write may succeed later without any change: the database is away, has no room, or another one was in its way. */
export function isPassing(error: unknown): boolean {
  return isAway(causeOf(error)) || PASSING.test(codeOf(causeOf(error)) ?? '');
}

/** Whether a row was refused because another one has its name, or whatever else only one may have (SQLSTATE 23505). */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof QueryFailedError && codeOf(error.driverError) === '23505';
}

/** What an error of the database means for a caller; undefined when it is none, or one that we caused. */
export function fromDatabaseError(error: unknown): AppError | undefined {
  const cause = causeOf(error);
  const code = codeOf(cause) ?? '';
  if (isAway(cause)) {
    return new AppError(503, 'DATABASE_UNAVAILABLE', 'The database does not answer just now; the servers and their clients go on without it. Try again in some seconds.', {}, error);
  }
  if (error instanceof QueryFailedError && UNSTORABLE.has(code)) {
    return new AppError(400, 'TEXT_UNSTORABLE', 'A text holds a character that cannot be stored, U+0000 or half of a surrogate pair: remove it.', {}, error);
  }
  return undefined;
}

function causeOf(error: unknown): unknown {
  return error instanceof QueryFailedError ? error.driverError : error;
}

function isAway(cause: unknown): boolean {
  const code = codeOf(cause) ?? '';
  return NETWORK.has(code) || UNAVAILABLE.test(code) || PG_SAYS.test(messageOf(cause)) || isMissingSocket(cause);
}

/** The Unix socket of a PostgreSQL that is not there. */
function isMissingSocket(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' && typeof error === 'object' && error !== null && 'syscall' in error && error.syscall === 'connect';
}
