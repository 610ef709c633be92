import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

const DEBIAN_PROGRAMS = '/usr/lib/postgresql';
/** PostgreSQL refuses to run as root; nobody is on every machine. */
const NOBODY = 65_534;

/** Where a PostgreSQL of this machine has its programs, the newest first; undefined when there is none. */
export function findRealPostgres(): string | undefined {
  if (!existsSync(DEBIAN_PROGRAMS)) return undefined;
  const versions = readdirSync(DEBIAN_PROGRAMS).toSorted((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(DEBIAN_PROGRAMS, version, 'bin')).find((bin) => existsSync(join(bin, 'postgres')));
}

/** A PostgreSQL as an operator has one, of the machine's own programs behind a TCP port; it can be stopped, killed and started again. */
export class RealPostgres {
  #server: ChildProcess | undefined;

  private constructor(
    private readonly programs: string,
    private readonly directory: string,
    readonly port: number,
  ) {}

  static async create(programs: string): Promise<RealPostgres> {
    const directory = await mkdtemp(join(await realpath(tmpdir()), 'mcp-swagger-real-'));
    await chmod(directory, 0o700);
    if (isRoot()) await chown(directory, NOBODY, NOBODY);
    await promisify(execFile)(join(programs, 'initdb'), ['-D', join(directory, 'data'), '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--no-sync'], asUser());
    const postgres = new RealPostgres(programs, directory, await freePort());
    await postgres.start();
    return postgres;
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  async start(): Promise<void> {
    const settings = ['listen_addresses=127.0.0.1', `port=${this.port}`, 'unix_socket_directories=', 'max_connections=50', 'shared_buffers=16MB'];
    this.#server = spawn(join(this.programs, 'postgres'), ['-D', join(this.directory, 'data'), ...settings.flatMap((setting) => ['-c', setting])], { stdio: 'ignore', ...asUser() });
    const deadline = performance.now() + 120_000;
    while (!(await this.#answers())) {
      if (this.#server.exitCode !== null || performance.now() > deadline) throw new Error('The PostgreSQL of this machine does not start.');
      await delay(50);
    }
  }

  /** An orderly, fast stop. */
  stop(): Promise<void> {
    return this.#end('SIGINT');
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Everything of it stops, and keeps its connections. */
  async freeze(): Promise<void> {
    for (const pid of await this.#pids()) process.kill(pid, 'SIGSTOP');
  }

  async thaw(): Promise<void> {
    for (const pid of await this.#pids()) process.kill(pid, 'SIGCONT');
  }

  /** What a statement answers, over a connection of its own. */
  async rows<T>(statement: string): Promise<T[]> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    try {
      return (await client.query(statement)).rows as T[];
    } finally {
      await client.end();
    }
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  async #pids(): Promise<number[]> {
    const pid = this.#server?.pid;
    if (pid === undefined) return [];
    const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=', '--ppid', String(pid)]);
    return [pid, ...stdout.trim().split(/\s+/).filter(Boolean).map(Number)].filter((each) => existsSync(`/proc/${each}`));
  }

  async #end(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
    const server = this.#server;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  }

  async #answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 1_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => {});
    }
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function asUser(): { uid?: number; gid?: number; cwd: string } {
  return isRoot() ? { uid: NOBODY, gid: NOBODY, cwd: '/' } : { cwd: '/' };
}

/** Below the ports that the system hands out by itself, so that no other test is given it meanwhile. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}
