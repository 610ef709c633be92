import { type Auth, authSchema } from 'mcp-swagger-ipc';
import { ServerError } from '../server-error.js';
import { readSettings } from './settings-file.js';

/** The credentials of each security scheme, by its name. Rejects with ServerError (CONFIGURATION) that names the scheme, never a value. */
export async function credentialsFromFile(path: string, environment: NodeJS.ProcessEnv): Promise<Record<string, Auth>> {
  const credentials = Object.entries(await readSettings(path, '--credentials', environment)).map(([name, value]) => {
    const parsed = authSchema.safeParse(value);
    if (parsed.success) return [name, parsed.data] as const;
    const problems = parsed.error.issues.map(({ path: place, message }) => `${[name, ...place].join('.')}: ${message}`);
    throw new ServerError('CONFIGURATION', `--credentials: ${path} is not right. ${problems.join('; ')}. A scheme looks like {"type": "bearer", "token": …}; type is bearer, basic, apikey or oauth2.`);
  });
  return Object.fromEntries(credentials);
}
