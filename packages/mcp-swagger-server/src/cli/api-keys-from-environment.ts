import type { ApiKey } from 'mcp-swagger-ipc';
import { ServerError } from '../server-error.js';

/** What can be guessed is no key. */
const FEWEST_CHARACTERS = 8;

/**
 * The keys that callers may use, out of a variable: separated by spaces, commas or newlines, each `key` or `name:key`. Only their hashes go on.
 * Throws ServerError (USAGE) that names the variable, never a value.
 */
export function apiKeysFromEnvironment(variable: string | undefined, environment: NodeJS.ProcessEnv): ApiKey[] {
  if (variable === undefined) return [];
  const parts = (environment[variable] ?? '').split(/[\s,]+/).filter((part) => part !== '');
  if (parts.length === 0) throw new ServerError('USAGE', `--api-key-env names the environment variable ${variable}, which is not set or empty.`);
  // Loaded only for those who give keys: it takes a tenth of the start of a command that lists tools.
  const { hash } = process.getBuiltinModule('node:crypto');
  return parts.map((part, index) => {
    const at = part.indexOf(':');
    const [name, key] = at < 0 ? [`key-${index + 1}`, part] : [part.slice(0, at), part.slice(at + 1)];
    const wrong = wrongWith(name, key);
    if (wrong !== undefined) throw new ServerError('USAGE', `Key ${index + 1} of ${parts.length} in the environment variable ${variable} ${wrong}`);
    return { name, sha256: hash('sha256', key) };
  });
}

function wrongWith(name: string, key: string): string | undefined {
  if (!/^[\w.@-]{1,100}$/.test(name)) return 'has a name (before its colon) that is empty, too long, or has other characters than letters, digits and _ . @ -.';
  if (!/^[\x21-\x7E]*$/.test(key)) return 'has characters that a header cannot carry; use printable ASCII.';
  if (key.length < FEWEST_CHARACTERS) return `has ${key.length} characters; expected at least ${FEWEST_CHARACTERS}. A good key comes from \`openssl rand -hex 24\`.`;
  return undefined;
}
