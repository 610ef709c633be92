import type { Server } from '../../lib/api';

const MOST = 40;
/** The last samples of each server's memory, as they came; they are gone with the page. */
const samples = new Map<string, { at: string; values: number[] }>();

/** The memory of a server's process while this page was open. */
export function memorySamples({ id, process: { resources } }: Pick<Server, 'id' | 'process'>): number[] {
  if (resources === null) return [];
  const known = samples.get(id) ?? { at: '', values: [] };
  if (known.at === resources.at) return known.values;
  const values = [...known.values, resources.rssBytes].slice(-MOST);
  samples.set(id, { at: resources.at, values });
  return values;
}

/** Forgets the samples of all servers but these. */
export function keepSamplesOf(servers: Pick<Server, 'id'>[]): void {
  const ids = new Set(servers.map(({ id }) => id));
  for (const id of samples.keys()) if (!ids.has(id)) samples.delete(id);
}
