import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { makeCertificate } from './own-certificate.js';
import { until } from './until.js';

/** The program of the machine; undefined where there is none. */
export const redisProgram = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'redis-server')).find((file) => existsSync(file));

/** A real Redis with a password, which forgets everything when it ends and is found again at the same addresses. */
export interface TestRedis {
  url: string;
  /** With TLS, by a certificate that is its own authority. */
  safeUrl: string;
  /** The file that NODE_EXTRA_CA_CERTS should name. */
  authority: string;
  password: string;
  /** As SIGKILL does. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** It keeps its connections, takes more, and says nothing any more (SIGSTOP). */
  fallSilent(): void;
  speakAgain(): void;
  stop(): Promise<void>;
}

export async function startRedis(program: string, password: string): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-swagger-redis-'));
  const path = join(folder, 'redis.sock');
  const [keyFile, authority] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const { key, certificate } = makeCertificate();
  await Promise.all([writeFile(keyFile, key), writeFile(authority, certificate)]);
  let redis: ChildProcess | undefined;
  let tlsPort = 0;
  // Redis cannot choose a port of its own and tell it, so its doors are ours: behind one is a socket in its folder, behind the other a port that was free a moment ago.
  const plain = await openDoor(() => connect(path));
  const safe = await openDoor(() => connect(tlsPort, '127.0.0.1'));

  const tryToStart = async (): Promise<boolean> => {
    tlsPort = await freePort();
    const tls = ['--tls-port', String(tlsPort), '--bind', '127.0.0.1', '--tls-cert-file', authority, '--tls-key-file', keyFile, '--tls-ca-cert-file', authority, '--tls-auth-clients', 'no'];
    const started = spawn(program, ['--port', '0', '--unixsocket', path, '--requirepass', password, '--save', '', '--appendonly', 'no', '--dir', folder, ...tls], { stdio: 'ignore' });
    redis = started;
    const answers = () =>
      new Promise<boolean>((resolve) => {
        const socket = connect(path, () => socket.end(() => resolve(true)));
        socket.on('error', () => resolve(false));
      });
    await until(async () => started.exitCode !== null || (await answers()));
    return started.exitCode === null;
  };
  const start = async (): Promise<void> => {
    // Somebody else may have taken the port.
    for (let tries = 0; tries < 5; tries += 1) if (await tryToStart()) return;
    throw new Error(`redis-server ended with ${redis?.exitCode}.`);
  };
  const kill = async (): Promise<void> => {
    if (redis === undefined || redis.exitCode !== null || redis.signalCode !== null) return;
    const ended = once(redis, 'exit');
    redis.kill('SIGKILL');
    await ended;
  };
  await start();
  const addressOf = (scheme: string, port: number): string => `${scheme}://:${encodeURIComponent(password)}@127.0.0.1:${port}`;
  return {
    url: addressOf('redis', plain.port),
    safeUrl: addressOf('rediss', safe.port),
    authority,
    password,
    kill,
    start,
    fallSilent: () => void redis?.kill('SIGSTOP'),
    speakAgain: () => void redis?.kill('SIGCONT'),
    stop: async () => {
      await kill();
      for (const door of [plain, safe]) door.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port of this machine that leads somewhere, whoever is there. */
async function openDoor(enter: () => Socket): Promise<{ port: number; close(): void }> {
  const ends = new Set<Socket>();
  const door = createServer((near) => {
    const far = enter();
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
  return {
    port: (door.address() as AddressInfo).port,
    close: () => {
      door.close();
      for (const end of ends) end.destroy();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
