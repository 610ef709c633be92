import { AppError } from './app-error.js';

/** Ends a request for a server that is not there. */
export function serverNotFound(id: string): never {
  throw new AppError(404, 'SERVER_NOT_FOUND', `There is no server ${id}; GET /api/servers lists them.`);
}
