import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../packages/mcp-swagger-api/dist/main.js', import.meta.url));

/** The product as a user starts it: the built API in a process of its own, on a free port, in a data directory of its own. */
export interface RunningApi {
  url: string;
  dataDir: string;
  process: ChildProcess;
  /** All that it printed so far. */
  output(): string;
  get<T>(path: string): Promise<T>;
  send<T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Answer<T>>;
  /** SIGTERM, and the wait for its end. Leaves the data directory where it is if it was given. */
  stop(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface Answer<T> {
  status: number;
  body: T;
}

export interface Options {
  env?: Record<string, string>;
  /** A directory of an earlier run; without it a new one is made and removed. */
  dataDir?: string;
}

/** Resolves when it prints its address; rejects with what it printed when it ends instead. */
export async function startApi({ env = {}, dataDir }: Options = {}): Promise<RunningApi> {
  const directory = dataDir ?? (await mkdtemp(join(tmpdir(), 'mcp-swagger-api-')));
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: directory, SAMPLE_SERVER: 'false', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      const found = /Ready in .*: (http:\S+)/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('close', (code) => reject(new Error(`The API ended with ${code}:\n${output}`)));
  });
  return {
    url,
    dataDir: directory,
    process: child,
    output: () => output,
    get: async <T>(path: string) => (await fetch(url + path)).json() as Promise<T>,
    send: (method, path, body) => send(url + path, method, body),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const closed = once(child, 'close');
        child.kill('SIGTERM');
        await closed;
      }
      if (dataDir === undefined) await rm(directory, { recursive: true, force: true });
      return { code: child.exitCode, signal: child.signalCode };
    },
  };
}

/** What `/health/ready` says, within the time that a probe has. */
export async function readiness({ url }: RunningApi): Promise<{ status: string; reasons: string[] }> {
  return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(6_000) })).json() as Promise<{ status: string; reasons: string[] }>;
}

async function send<T>(url: string, method: string, body?: unknown): Promise<Answer<T>> {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as T };
}
