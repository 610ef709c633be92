import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { until } from './until.js';

/** The program of the machine; undefined where there is none. */
export const redisProgram = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'redis-server')).find((file) => existsSync(file));

/** A real Redis with a password, which forgets everything when it ends and is found again at the same address. */
export interface TestRedis {
  url: string;
  password: string;
  /** As SIGKILL does. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedis(program: string, password: string): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-swagger-redis-'));
  const path = join(folder, 'redis.sock');
  let redis: ChildProcess | undefined;
  const ends = new Set<Socket>();
  // Redis cannot choose a port of its own and tell it, so it listens on a socket in its folder, and the port is ours.
  const door = createServer((near) => {
    const far = connect(path);
    for (const [one, other] of [[near, far], [far, near]] as const) {
      ends.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        ends.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }).listen(0, '127.0.0.1');
  await once(door, 'listening');

  const start = async (): Promise<void> => {
    const started = spawn(program, ['--port', '0', '--unixsocket', path, '--requirepass', password, '--save', '', '--appendonly', 'no', '--dir', folder], { stdio: 'ignore' });
    redis = started;
    const answers = () =>
      new Promise<boolean>((resolve) => {
        const socket = connect(path, () => socket.end(() => resolve(true)));
        socket.on('error', () => resolve(false));
      });
    await until(async () => {
      if (started.exitCode !== null) throw new Error(`redis-server ended with ${started.exitCode}.`);
      return answers();
    });
  };
  const kill = async (): Promise<void> => {
    if (redis === undefined || redis.exitCode !== null || redis.signalCode !== null) return;
    const ended = once(redis, 'exit');
    redis.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    url: `redis://:${encodeURIComponent(password)}@127.0.0.1:${(door.address() as AddressInfo).port}`,
    password,
    kill,
    start,
    stop: async () => {
      await kill();
      door.close();
      for (const end of ends) end.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
