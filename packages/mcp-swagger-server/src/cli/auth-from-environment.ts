import type { Auth } from 'mcp-swagger-ipc';
import { ServerError } from '../server-error.js';

/** The credentials that `--auth` and `--token-env` mean. Throws ServerError (USAGE) that names the variable, never its value. */
export function authFromEnvironment(kind: Auth['type'] | undefined, variable: string | undefined, environment: NodeJS.ProcessEnv): Auth | undefined {
  if (kind === undefined) {
    if (variable !== undefined) throw new ServerError('USAGE', '--token-env needs --auth, which says what the token is: bearer, basic, apikey or oauth2.');
    return undefined;
  }
  if (variable === undefined) throw new ServerError('USAGE', `--auth ${kind} needs --token-env with the name of the environment variable that holds the secret.`);
  const secret = fromEnvironment(variable, environment, '--token-env');
  switch (kind) {
    case 'bearer':
      return { type: 'bearer', token: secret };
    case 'apikey':
      return { type: 'apikey', value: secret };
    case 'basic': {
      const [username, password] = split(secret, variable, 'user:password');
      return { type: 'basic', username, password };
    }
    case 'oauth2': {
      const [clientId, clientSecret] = split(secret, variable, 'client-id:client-secret');
      return { type: 'oauth2', clientId, clientSecret };
    }
  }
}

/** Headers whose values come from the environment. Throws ServerError (USAGE). */
export function headersFromEnvironment(names: Record<string, string>, environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(names).map(([name, variable]) => [name, fromEnvironment(variable, environment, '--header-env')]));
}

/** The value of a variable that a flag names. Throws ServerError (USAGE) that names the variable. */
export function fromEnvironment(variable: string, environment: NodeJS.ProcessEnv, flag: string): string {
  const value = environment[variable];
  if (value === undefined || value === '') throw new ServerError('USAGE', `${flag} names the environment variable ${variable}, which is not set.`);
  return value;
}

/** Two parts of a secret, at the first colon. Throws ServerError (USAGE) that names the variable and the form. */
export function split(secret: string, variable: string, form: string): [string, string] {
  const at = secret.indexOf(':');
  if (at < 0) throw new ServerError('USAGE', `The environment variable ${variable} must hold ${form}.`);
  return [secret.slice(0, at), secret.slice(at + 1)];
}
