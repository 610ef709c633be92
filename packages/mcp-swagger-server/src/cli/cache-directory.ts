import { posix, win32 } from 'node:path';

/** Where programs of a system keep what they can make again, and in it our own directory. */
export function cacheDirectory(environment: NodeJS.ProcessEnv, system: NodeJS.Platform = process.platform, home = process.getBuiltinModule('node:os').homedir()): string {
  const { isAbsolute, join } = system === 'win32' ? win32 : posix;
  // What is empty counts as not set, and so does what is relative (XDG Base Directory Specification 0.8).
  const named = (name: string): string | undefined => (isAbsolute(environment[name] ?? '') ? environment[name] : undefined);
  const places: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(home, 'Library', 'Caches'),
    win32: named('LOCALAPPDATA') ?? join(home, 'AppData', 'Local'),
  };
  return join(named('XDG_CACHE_HOME') ?? places[system] ?? join(home, '.cache'), 'mcp-swagger');
}
