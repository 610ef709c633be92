import { readFileSync } from 'node:fs';
import type { Machine } from './process-command.js';

let known: Machine | undefined;

/** What this machine lets a process have; Linux tells the most that it may open. */
export function machine(): Machine {
  known ??= { platform: process.platform, hardOpenFiles: process.platform === 'linux' ? hardOpenFiles() : undefined };
  return known;
}

function hardOpenFiles(): number | undefined {
  try {
    const hard = /^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return hard === undefined ? undefined : Number(hard);
  } catch {
    return undefined;
  }
}
