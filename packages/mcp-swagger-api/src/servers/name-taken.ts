import { AppError } from '../common/app-error.js';

/** Two servers may not have one name: it is their address behind the gateway. */
export function nameTaken(name: string): AppError {
  return new AppError(409, 'SERVER_NAME_TAKEN', `There is a server ${name} already; choose another name.`, { name });
}
