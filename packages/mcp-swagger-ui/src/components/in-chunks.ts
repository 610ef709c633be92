import type { Range } from '@tanstack/react-virtual';

const CHUNK = 8;

/**
 * The rows to have in the page for those in sight, in whole chunks and with half a chunk in reserve: while a chunk is scrolled through, nothing
 * is made or thrown away, and the browser moves what it has drawn.
 */
export function inChunks({ startIndex, endIndex, count }: Pick<Range, 'startIndex' | 'endIndex' | 'count'>): number[] {
  const first = Math.max(0, Math.floor((startIndex - CHUNK / 2) / CHUNK) * CHUNK);
  const end = Math.min(count, Math.ceil((endIndex + 1 + CHUNK / 2) / CHUNK) * CHUNK);
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
}
