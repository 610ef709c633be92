import { posix, win32 } from 'node:path';

/** Where programs of a system keep what they can make again, and in it our own directory. */
export function cacheDirectory(environment: NodeJS.ProcessEnv, system: NodeJS.Platform = process.platform, home = process.getBuiltinModule('node:os').homedir()): string {
  const { join } = system === 'win32' ? win32 : posix;
  const places: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(home, 'Library', 'Caches'),
    win32: environment['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'),
  };
  return join(environment['XDG_CACHE_HOME'] ?? places[system] ?? join(home, '.cache'), 'mcp-swagger');
}
