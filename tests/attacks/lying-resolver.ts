import { createSocket, type Socket } from 'node:dgram';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A name server in the hands of an attacker, over UDP as any other (RFC 1035). */
export interface LyingResolver {
  /** What the product is started with, so that it asks this one. */
  launch: { launcher: string[]; env: Record<string, string> };
  /** How often the address of a name was asked for. */
  asked(name: string): number;
  /** An own question, to see that it lies. */
  address: string;
  stop(): Promise<void>;
}

/** Judged public, and announced by nobody: what is sent there arrives nowhere. */
export const NOWHERE = '25.255.255.254';
const THIS_MACHINE = '127.0.0.1';
const A = 1;

/**
 * Names under inner.test are this machine. Those under rebind.test are elsewhere when they are asked for the first time, and this machine from
 * then on. Those under both.test are both at once. No answer may be kept.
 */
export async function startLyingResolver(): Promise<LyingResolver> {
  const questions = new Map<string, number>();
  const addressesOf = (name: string): string[] => {
    const before = questions.get(name) ?? 0;
    questions.set(name, before + 1);
    if (name.endsWith('.inner.test')) return [THIS_MACHINE];
    if (name.endsWith('.both.test')) return [THIS_MACHINE, NOWHERE];
    if (name.endsWith('.rebind.test')) return [before === 0 ? NOWHERE : THIS_MACHINE];
    return [];
  };
  const socket = createSocket('udp4');
  socket.on('message', (message, { address, port }) => socket.send(answerTo(message, addressesOf), port, address));
  const canMount = process.platform === 'linux' && spawnSync('unshare', ['-m', 'true']).status === 0;
  // resolv.conf names no ports, so it has to be the usual one, on an address of our own.
  const host = canMount ? `127.${77 + Math.floor(Math.random() * 100)}.${Math.floor(Math.random() * 255)}.53` : THIS_MACHINE;
  socket.bind(canMount ? 53 : 0, host);
  await once(socket, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'mcp-swagger-resolver-'));
  const settings = join(folder, 'resolv.conf');
  await writeFile(settings, `nameserver ${host}\noptions timeout:30 attempts:1\n`);
  const server = `${host}:${socket.address().port}`;
  const launch: LyingResolver['launch'] = canMount
    ? { launcher: ['unshare', '-m', 'sh', '-c', 'mount --bind "$0" /etc/resolv.conf && exec "$@"', settings], env: {} }
    : { launcher: [], env: { TEST_RESOLVER: server, NODE_OPTIONS: `--import ${new URL('ask-resolver.mjs', import.meta.url).href}` } };
  return {
    launch,
    address: server,
    asked: (name) => questions.get(name) ?? 0,
    stop: async () => {
      await closed(socket);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The header and question come back, with an answer for each address; of other types than A there is none. */
function answerTo(message: Buffer, addressesOf: (name: string) => string[]): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0 && at + length < message.length; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const end = at + 5;
  const addresses = message.readUInt16BE(at + 1) === A ? addressesOf(labels.join('.').toLowerCase()) : [];
  const header = Buffer.from(message.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  // The name is that of the question; type A, class IN, no time to live, four bytes.
  const records = addresses.map((address) => Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]));
  return Buffer.concat([header, message.subarray(12, end), ...records]);
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()));
}
