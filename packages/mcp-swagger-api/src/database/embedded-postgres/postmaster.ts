import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { LineSplitter } from 'mcp-swagger-ipc';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { GUARD_SCRIPT, ORDERLY_STOP_SECONDS } from './guard-script.js';
import { readPostmasterFile } from './postmaster-file.js';
import type { Programs } from './programs.js';
import { serverEnvironment } from './run-program.js';
import { describeExit, type ServerExit, serverExit } from './server-exit.js';
import type { ServerUser } from './server-user.js';

/** A server that was killed first replays what it had written ahead, at most 256 MB. */
const READY_TIMEOUT_MS = 120_000;
const READY_POLL_MS = 10;

/** The guard's own patience, five seconds more that PostgreSQL gives its processes after SIGQUIT, and some. */
const STOP_TIMEOUT_MS = (ORDERLY_STOP_SECONDS + 10) * 1_000;

/** A process of the dead server that keeps the pipe open must not delay the news. */
const PIPE_LINGER_MS = 500;

const MAX_LINE_BYTES = 8 * 1_024;
const KEPT_LINES = 20;

export interface PostmasterOptions {
  programs: Programs;
  args: string[];
  /** Where the server works. */
  clusterDirectory: string;
  guard: 'node' | 'sh';
  user: ServerUser | undefined;
  log: (line: string) => void;
}

/** The main process of a PostgreSQL, under a guard that ends it when we die. */
export class Postmaster {
  /** When it is gone, for whatever reason. */
  readonly exited: Promise<ServerExit>;
  readonly #guard: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #clusterDirectory: string;
  #lines: string[] = [];
  #exit: ServerExit | undefined;
  #spawnError: unknown;

  constructor({ programs, args, clusterDirectory, guard, user, log }: PostmasterOptions) {
    const [program, ...guardArgs] = guard === 'sh' ? shellGuard(programs) : nodeGuard(programs);
    this.#clusterDirectory = clusterDirectory;
    // A process group of its own: Ctrl-C in the terminal is for us, who then stop the server last.
    this.#guard = spawn(program, [...guardArgs, ...args], { ...user, cwd: clusterDirectory, detached: true, env: serverEnvironment(), stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    this.#guard.stdin.on('error', () => {});
    this.#readLines(log);
    this.exited = this.#waitForExit();
  }

  /** Waits until queries are answered and gives the process number. Throws START_FAILED with the server's last lines, or the abort reason. */
  async ready(signal: AbortSignal | undefined): Promise<number> {
    const pid = await this.#readPid();
    const deadline = performance.now() + READY_TIMEOUT_MS;
    while (this.#exit === undefined) {
      signal?.throwIfAborted();
      const file = await readPostmasterFile(this.#clusterDirectory);
      if (file?.isReady === true && file.pid === pid) return pid;
      if (performance.now() > deadline) throw this.#failed(`was not ready after ${READY_TIMEOUT_MS / 1_000} s`);
      await delay(READY_POLL_MS);
    }
    throw this.#failed(`ended with ${describeExit(this.#exit)}`);
  }

  /** Ends the server in order, at once if that takes too long, and resolves when it is gone. */
  async stop(): Promise<void> {
    this.#guard.stdin.end();
    const patience = new AbortController();
    const timeout = delay(STOP_TIMEOUT_MS, 'timeout', { signal: patience.signal }).catch(() => 'exited');
    const outcome = await Promise.race([this.exited, timeout]);
    patience.abort();
    if (outcome === 'timeout') this.#killGroup();
    await this.exited;
  }

  #killGroup(): void {
    const { pid, exitCode, signalCode } = this.#guard;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    if (process.platform === 'win32') this.#guard.kill('SIGKILL');
    else process.kill(-pid, 'SIGKILL');
  }

  #readLines(log: (line: string) => void): void {
    const take = (line: string) => {
      this.#lines = [...this.#lines.slice(1 - KEPT_LINES), line];
      log(line);
    };
    const splitter = new LineSplitter(take, (bytes) => take(`(a line of ${bytes} bytes was left out)`), MAX_LINE_BYTES);
    this.#guard.stderr.on('data', (chunk: Buffer) => splitter.push(chunk));
    this.#guard.stderr.on('end', () => splitter.end());
  }

  async #readPid(): Promise<number> {
    const printed = once(this.#guard.stdout, 'data').then(([chunk]) => Number.parseInt(String(chunk), 10));
    return Promise.race([printed, this.exited.then(() => Number.NaN)]);
  }

  async #waitForExit(): Promise<ServerExit> {
    const closed = once(this.#guard, 'close').catch(() => {});
    try {
      const [code, signal] = (await once(this.#guard, 'exit')) as [number | null, NodeJS.Signals | null];
      // Without its parent the server would go on: the end of this pipe is the rest of the guard's sign to end it.
      this.#guard.stdin.destroy();
      await Promise.race([closed, delay(PIPE_LINGER_MS, undefined, { ref: false })]);
      this.#exit = serverExit({ code, signal });
    } catch (error) {
      this.#spawnError = error;
      this.#exit = { code: null, signal: null };
    }
    return this.#exit;
  }

  #failed(how: string): EmbeddedPostgresError {
    const said = this.#lines.length === 0 ? '' : `:\n  ${this.#lines.join('\n  ')}`;
    return new EmbeddedPostgresError('START_FAILED', `PostgreSQL for ${this.#clusterDirectory} ${how}${said}`, this.#spawnError);
  }
}

function shellGuard({ postgres }: Programs): [string, ...string[]] {
  return ['/bin/sh', '-c', GUARD_SCRIPT, 'postgres-guard', postgres];
}

function nodeGuard({ pgCtl, postgres }: Programs): [string, ...string[]] {
  const script = readFileSync(new URL('./windows-guard.js', import.meta.url), 'utf8');
  return [process.execPath, '--input-type=module', '-e', script, String(ORDERLY_STOP_SECONDS), pgCtl, postgres];
}
