import { readdir } from 'node:fs/promises';
import pidusage from 'pidusage';
import type { ResourceSample } from './resource-sampler.js';

/** Asks the system: /proc on Linux, ps on macOS, PowerShell on Windows. A process that is gone is left out. */
export async function measureProcesses(pids: number[]): Promise<Map<number, ResourceSample>> {
  const samples = new Map<number, ResourceSample>();
  if (pids.length === 0) return samples;
  // One that has ended is null, against its type.
  const usages: Record<number, pidusage.Status | null> = await pidusage(pids);
  for (const pid of pids) {
    const usage = usages[pid];
    if (usage === undefined || usage === null || !Number.isFinite(usage.memory)) continue;
    samples.set(pid, { at: Date.now(), rssBytes: usage.memory, cpuPercent: Math.max(0, Math.round(usage.cpu * 10) / 10), openFiles: await countOpenFiles(pid) });
  }
  return samples;
}

/** Lets go of what is remembered between two measurements. */
export function forgetMeasurements(): void {
  pidusage.clear();
}

async function countOpenFiles(pid: number): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  return readdir(`/proc/${pid}/fd`).then(
    (files) => files.length,
    () => null,
  );
}
