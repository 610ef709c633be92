import type { Server } from '../../lib/api';

export type Probe = NonNullable<Server['upstreamProbe']>;

const fresh = { intervalMs: 60_000, timeoutMs: 10_000, onFailure: 'report' } as const;

/** What is looked at, as it is typed: a path that begins with a slash, or the name of a tool; empty for none. */
export function targetText(probe: Probe | null): string {
  if (probe === null) return '';
  return 'tool' in probe.target ? probe.target.tool : probe.target.path;
}

/** The probe that a text asks for, with the rest as it was; null for an empty one. */
export function asProbe(text: string, before: Probe | null): Probe | null {
  const wanted = text.trim();
  if (wanted === '') return null;
  if (wanted === targetText(before)) return before;
  return { ...(before ?? fresh), target: wanted.startsWith('/') ? { method: 'GET', path: wanted } : { tool: wanted, arguments: {} } };
}
