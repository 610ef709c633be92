import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ProcessRecord, processRecordSchema, type StartOf } from './process-records.js';
import { MARKER, signalGroup } from './spawn-child.js';

/** A killed process is gone in milliseconds, unless the system has it in a call that does not end. */
const GONE_TIMEOUT_MS = 5_000;
const LOOK_MS = 10;

export interface Orphan {
  serverId: string;
  pid: number;
}

/**
 * Ends the processes that an earlier run of the API left behind, and forgets those that are gone. A process is ours only if its number, its
 * start and (on Linux, where it can be read) the marker in its environment are what was recorded, and its API is gone.
 */
export async function sweepOrphans(folder: string, startOf: StartOf): Promise<Orphan[]> {
  const ended: Orphan[] = [];
  const files = await readdir(folder).catch(() => []);
  for (const name of files.filter((file) => file.endsWith('.json'))) {
    const file = join(folder, name);
    const record = await readRecord(file);
    if (record !== undefined && (await startOf(record.owner.pid)) === record.owner.startedAt) continue;
    if (record !== undefined && (await isOurs(record, startOf))) {
      signalGroup(record.pid, 'SIGKILL');
      await untilGone(record, startOf);
      ended.push({ serverId: name.replace(/(\.\d+)?\.json$/, ''), pid: record.pid });
    }
    await rm(file, { force: true });
  }
  return ended;
}

async function readRecord(file: string): Promise<ProcessRecord | undefined> {
  try {
    return processRecordSchema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

async function isOurs({ pid, startedAt, marker }: ProcessRecord, startOf: StartOf): Promise<boolean> {
  if ((await startOf(pid)) !== startedAt) return false;
  if (process.platform !== 'linux') return true;
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return environment.split('\0').includes(`${MARKER}=${marker}`);
}

async function untilGone({ pid, startedAt }: ProcessRecord, startOf: StartOf): Promise<void> {
  const deadline = performance.now() + GONE_TIMEOUT_MS;
  while (performance.now() < deadline && (await startOf(pid)) === startedAt) await delay(LOOK_MS);
}
