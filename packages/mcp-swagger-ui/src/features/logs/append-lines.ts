import type { LogLine } from '../../lib/api';

/** Lines that a page keeps, and how many it had to let go. */
export interface KeptLines {
  lines: LogLine[];
  dropped: number;
}

/** So many lines a page keeps; older ones are let go and counted. */
const MOST_LINES = 100_000;

/** Adds lines in their order; those that came already, at the seam of what was loaded and what was told, are not added twice. */
export function appendLines({ lines, dropped }: KeptLines, added: LogLine[], most = MOST_LINES): KeptLines {
  if (added.length === 0) return { lines, dropped };
  const oldest = added.reduce((least, { timestamp }) => (timestamp < least ? timestamp : least), added[0]?.timestamp ?? '');
  const seam = lines.slice(seamOf(lines, oldest)).map(keyOf);
  const known = new Set(seam);
  const all = [...lines, ...added.filter((line) => !known.has(keyOf(line)))];
  const over = Math.max(0, all.length - most);
  return { lines: over === 0 ? all : all.slice(over), dropped: dropped + over };
}

/** Adds what was told since the last look: lines, and how many the API could not tell. */
export function appendTold(kept: KeptLines, told: KeptLines[]): KeptLines {
  const dropped = told.reduce((sum, part) => sum + part.dropped, kept.dropped);
  return appendLines({ lines: kept.lines, dropped }, told.length === 1 ? (told[0]?.lines ?? []) : told.flatMap(({ lines }) => lines));
}

/**
 * The last lines of a log, loaded anew, behind those that the page has. `isAll`: there are none before them. Where lines are missing between the two,
 * those of before are let go and counted: a gap that nobody sees would be worse.
 */
export function rejoin(kept: KeptLines | undefined, loaded: LogLine[], isAll: boolean): KeptLines {
  if (kept === undefined) return { lines: loaded, dropped: 0 };
  const oldest = loaded[0];
  if (oldest === undefined || isAll) return appendLines(kept, loaded);
  const seam = new Set(kept.lines.slice(seamOf(kept.lines, oldest.timestamp)).map(keyOf));
  if (loaded.some((line) => seam.has(keyOf(line)))) return appendLines(kept, loaded);
  return { lines: loaded, dropped: kept.dropped + kept.lines.length };
}

/** Where lines begin that are not older than an instant; lines of several processes may be out of order by a little. */
function seamOf(lines: LogLine[], timestamp: string): number {
  let index = lines.length;
  while (index > 0 && (lines[index - 1]?.timestamp ?? '') >= timestamp) index -= 1;
  return index;
}

function keyOf({ serverId, id }: LogLine): string {
  return `${serverId} ${id}`;
}

/** How many lines that pass came after one; all of them when it is no longer kept. */
export function countAfter(lines: LogLine[], line: LogLine | undefined, passes: ((line: LogLine) => boolean) | undefined): number {
  const fresh = lines.slice(line === undefined ? 0 : lines.lastIndexOf(line) + 1);
  return passes === undefined ? fresh.length : fresh.filter(passes).length;
}
