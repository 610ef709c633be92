import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { identifyProcess } from '../process-identity.js';

export interface Owner {
  process: ChildProcessByStdio<Writable, Readable, Readable>;
  server: { host: string; port: number; user: string; database: string; password?: string; pid: number };
  /** SIGKILL, and its end. */
  kill(): Promise<void>;
}

/** A real process that starts an embedded PostgreSQL, for tests that kill it; it runs what is built in dist. */
export async function startOwner(dataDir: string, door: 'socket' | 'tcp' = 'socket'): Promise<Owner> {
  const script = fileURLToPath(new URL('owner.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, dataDir, door], { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const ended = once(child, 'exit');
  const line = await Promise.race([once(createInterface(child.stdout), 'line'), ended.then(() => undefined)]);
  if (line === undefined) throw new Error(`The owner ended without a server: ${errors}`);
  return {
    process: child,
    server: JSON.parse(String(line[0])) as Owner['server'],
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Resolves when no process has that number any more; rejects after a time that only a hanging one needs. */
export async function waitUntilGone(pid: number, withinMs = 8_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while ((await identifyProcess(pid)) !== undefined) {
    if (performance.now() > deadline) throw new Error(`Process ${pid} is still there after ${withinMs} ms.`);
    await delay(20);
  }
}
