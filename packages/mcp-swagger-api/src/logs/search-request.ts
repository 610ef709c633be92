import type { LogLineView } from 'mcp-swagger-ipc';
import type { Segment } from './segments.js';
import type { LineConditions } from './line-filter.js';
import type { Found, Order, Stretch } from './search-lines.js';
import { readSegment } from './read-segment.js';

/** One server's log: its files, and the lines in memory that come after them. */
export interface ServerLog {
  serverId: string;
  segments: Segment[];
  recent: LogLineView[];
}

/** What is asked of the search worker. */
export interface SearchRequest {
  logs: ServerLog[];
  conditions: LineConditions;
  order: Order;
  timeoutMs: number;
}

export type SearchAnswer = { ok: true; found: Found } | { ok: false; message: string };

/** A log as stretches that do not overlap: what is in memory is not looked for in files. */
export function stretchesOf({ serverId, segments, recent }: ServerLog): Stretch[] {
  const recentFrom = recent[0]?.id ?? Infinity;
  const ofFiles = segments.map(({ path, firstId }, index) => {
    const endId = Math.min(segments[index + 1]?.firstId ?? Infinity, recentFrom);
    return { firstId, endId, read: () => readBelow(path, serverId, endId) };
  });
  const isInMemory = recent.length > 0;
  return [...ofFiles.filter(({ firstId, endId }) => firstId < endId), ...(isInMemory ? [{ firstId: recentFrom, endId: Infinity, read: () => [recent] }] : [])];
}

async function* readBelow(path: string, serverId: string, endId: number): AsyncGenerator<LogLineView[]> {
  for await (const lines of readSegment(path, serverId)) yield lines.filter(({ id }) => id < endId);
}
