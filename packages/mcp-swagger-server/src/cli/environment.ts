import { parseEnv } from 'node:util';
import { readText } from './settings-file.js';

/** The environment with the variables of a file behind it. Throws ServerError (CONFIGURATION). */
export function environmentWith(file: string | undefined, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return file === undefined ? environment : { ...parseEnv(readText(file, '--env')), ...environment };
}
