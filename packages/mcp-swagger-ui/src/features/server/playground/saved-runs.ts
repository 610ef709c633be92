/** A call that was made here, to be made again. */
export interface SavedRun {
  tool: string;
  args: Record<string, unknown>;
  at: string;
  isError: boolean;
}

const MOST = 20;

const keyOf = (serverId: string): string => `playground ${serverId}`;

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
  localStorage.setItem(keyOf(serverId), JSON.stringify(runs));
  return runs;
}
