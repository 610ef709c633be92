import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../common/error-facts.js';

const NAME = /^(\d{1,16})\.ndjson(\.gz)?$/;

/** One file of a server's log. `firstId`: of its first line; those of a folder do not overlap. */
export interface Segment {
  path: string;
  firstId: number;
  isCompressed: boolean;
}

/** What a compressed file comes to; log lines are much alike. */
const INFLATION = 10;

export function segmentPath(folder: string, firstId: number): string {
  return join(folder, `${firstId}.ndjson`);
}

/** The files of a server's log, oldest first; none where there is no folder yet. */
export async function listSegments(folder: string): Promise<Segment[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  });
  const byId = new Map<number, Segment>();
  for (const name of names) {
    const [, firstId, ending] = NAME.exec(name) ?? [];
    if (firstId === undefined) continue;
    // While a file is being compressed both may be there, and the plain one is whole for sure.
    const id = Number(firstId);
    if (!byId.has(id) || ending === undefined) byId.set(id, { path: join(folder, name), firstId: id, isCompressed: ending !== undefined });
  }
  return [...byId.values()].toSorted((a, b) => a.firstId - b.firstId);
}

/** How much there is to read of it, about, in bytes. */
export async function segmentWeight(segment: Segment): Promise<number> {
  return (await segmentBytes(segment)) * (segment.isCompressed ? INFLATION : 1);
}

/** Bytes on the disk; 0 for one that is gone. */
export async function segmentBytes({ path }: Segment): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
