import path from 'node:path';

/** Where the API keeps what it has, and the logs of the servers; absolute, by the rules of this system's paths or of those that are given. */
export function directoriesOf({ DATA_DIR, LOG_DIR }: { DATA_DIR: string; LOG_DIR?: string | undefined }, { join, resolve }: Pick<path.PlatformPath, 'join' | 'resolve'> = path): { dataDir: string; logDir: string } {
  const dataDir = resolve(DATA_DIR);
  return { dataDir, logDir: resolve(LOG_DIR ?? join(dataDir, 'logs')) };
}
