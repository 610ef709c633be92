/** A call that was made here, to be made again. */
export interface SavedRun {
  tool: string;
  args: Record<string, unknown>;
  at: string;
  isError: boolean;
}

const MOST = 20;

const PREFIX = 'playground ';
const keyOf = (serverId: string): string => PREFIX + serverId;

/** The last calls of a server's playground in this browser, newest first. */
export function savedRuns(serverId: string): SavedRun[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(keyOf(serverId)) ?? '[]');
    return Array.isArray(value) ? (value as SavedRun[]) : [];
  } catch {
    return [];
  }
}

/** Keeps a call; one with the same arguments takes the place of the older one. */
export function saveRun(serverId: string, run: SavedRun): SavedRun[] {
  const same = JSON.stringify([run.tool, run.args]);
  const runs = [run, ...savedRuns(serverId).filter(({ tool, args }) => JSON.stringify([tool, args]) !== same)].slice(0, MOST);
  try {
    localStorage.setItem(keyOf(serverId), JSON.stringify(runs));
  } catch {
    // There is no room for it in the browser; the call was made all the same.
  }
  return runs;
}

/** Forgets the calls of all servers: their arguments are not for the next who signs in here. */
export function forgetRuns(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}
