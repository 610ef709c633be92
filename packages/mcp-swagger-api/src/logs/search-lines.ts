import type { LogLineView } from 'mcp-swagger-ipc';

/** A stretch of one server's log: lines with ids from `firstId` up to, and without, `endId`. */
export interface Stretch {
  firstId: number;
  endId: number;
  read(): AsyncIterable<readonly LogLineView[]> | Iterable<readonly LogLineView[]>;
}

/** `newest`: the last lines before `before`; `oldest`: the first ones after `after`. Ids, both exclusive. */
export interface Order {
  from: 'newest' | 'oldest';
  before: number;
  after: number;
  limit: number;
}

/** `lines`: oldest first. `cursor`: where to go on, as `before` or `after`; null when there is no more. `isComplete`: false when time ran out before. */
export interface Found {
  lines: LogLineView[];
  cursor: number | null;
  isComplete: boolean;
}

/**
 * Looks through stretches of any number of servers, those that matter first, until it has its lines for sure or `isTimeUp` says so. What is
 * answered has no holes: lines of a stretch that was not read to its end are left for the next time.
 */
export async function searchLines(stretches: readonly Stretch[], { from, before, after, limit }: Order, matches: (line: LogLineView) => boolean, isTimeUp: () => boolean): Promise<Found> {
  const isNewest = from === 'newest';
  const queue = stretches
    .filter(({ firstId, endId }) => firstId < before && endId > after + 1)
    .toSorted((a, b) => (isNewest ? b.endId - a.endId : a.firstId - b.firstId));
  let best: LogLineView[] = [];
  // One more than is wanted tells whether there is more.
  const kept = limit + 1;
  const cut = () => {
    best.sort((a, b) => a.id - b.id);
    best = isNewest ? best.slice(-kept) : best.slice(0, kept);
  };
  for (const [index, stretch] of queue.entries()) {
    // Nothing that comes could be before (or after) the last of those that we have.
    const edge = isNewest ? best[0]?.id : best.at(-1)?.id;
    if (best.length >= kept && edge !== undefined && (isNewest ? stretch.endId <= edge : stretch.firstId > edge)) break;
    const found: LogLineView[] = [];
    for await (const lines of stretch.read()) {
      for (const line of lines) {
        if (isTimeUp()) return outOfTime(best, queue.slice(index), { from, before, after, limit });
        if (line.id < before && line.id > after && matches(line)) found.push(line);
      }
      if (found.length > kept * 2) found.splice(isNewest ? 0 : kept, found.length - kept);
    }
    best.push(...found);
    cut();
  }
  const lines = isNewest ? best.slice(-limit) : best.slice(0, limit);
  return { lines, cursor: best.length > limit ? edgeOf(lines, isNewest) : null, isComplete: true };
}

/** Lines that no unread stretch can precede (or follow) are sure; the search goes on from there. */
function outOfTime(best: LogLineView[], unread: readonly Stretch[], { from, limit }: Order): Found {
  const isNewest = from === 'newest';
  const border = isNewest ? Math.max(...unread.map(({ endId }) => endId)) : Math.min(...unread.map(({ firstId }) => firstId));
  const sure = best.filter(({ id }) => (isNewest ? id >= border : id < border));
  const lines = isNewest ? sure.slice(-limit) : sure.slice(0, limit);
  const isCut = sure.length > lines.length;
  return { lines, cursor: isCut ? edgeOf(lines, isNewest) : isNewest ? border : border - 1, isComplete: false };
}

function edgeOf(lines: readonly LogLineView[], isNewest: boolean): number | null {
  return (isNewest ? lines[0] : lines.at(-1))?.id ?? null;
}
