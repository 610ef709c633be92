import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { startBehind } from '../../packages/mcp-swagger-api/dist/database/embedded-postgres/start-embedded-postgres.js';
import { findRealPostgres, RealPostgres } from '../../packages/mcp-swagger-api/src/database/testing/real-postgres.js';
import type { NetworkApart } from './network-apart.js';
import { type RunningApi, startApi } from './start-api.js';
import { until } from './until.js';

/** An API that reaches the database over a cable of its own. */
export interface Node extends RunningApi {
  /** From now on nothing passes between it and the database, and nobody is told. */
  cut(): void;
  mend(): void;
}

/** Several API processes on one PostgreSQL. */
export interface Nodes {
  /** ENCRYPTION_KEY of them all. */
  key: string;
  /** Those that were started, in order. */
  all: Node[];
  /** `env`: beyond what makes it a node. */
  start(env?: Record<string, string>): Promise<Node>;
  stop(): Promise<void>;
}

/** A PostgreSQL behind TCP: that of the machine, or else the one that the product brings. */
async function startPostgres(): Promise<{ url: string; port: number; stop(): Promise<void> }> {
  const programs = findRealPostgres();
  if (programs !== undefined) {
    const postgres = await RealPostgres.create(programs);
    return { url: postgres.url, port: postgres.port, stop: () => postgres.remove() };
  }
  const directory = await mkdtemp(join(tmpdir(), 'mcp-swagger-nodes-'));
  // As root the server runs as another user, who must reach its password file.
  await chmod(directory, 0o755);
  const { port, user, password = '', database, stop } = await startBehind('tcp', { dataDir: directory, log: () => {} });
  return {
    url: `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`,
    port,
    stop: async () => {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** `settings`: for all nodes; `network`: gives each a network of its own, and a cable of all that it says is pulled when it is cut. */
export async function startNodes(settings: Record<string, string> = {}, network?: NetworkApart): Promise<Nodes> {
  const postgres = await startPostgres();
  const key = randomBytes(32).toString('hex');
  const shared = { ENCRYPTION_KEY: key, NODE_URL: 'http://127.0.0.1:0', NODE_LEASE_TTL: '3000', ...settings };
  const all: Node[] = [];
  const cables: Cable[] = [];
  return {
    key,
    all,
    start: async (env = {}) => {
      const segment = network?.join();
      const cable = await layCable(postgres.port, network?.address);
      cables.push(cable);
      const url = new URL(postgres.url);
      url.host = `${network?.address ?? '127.0.0.1'}:${cable.port}`;
      const place: Record<string, string> = segment === undefined ? {} : { HOST: segment.address, NODE_URL: `http://${segment.address}:0` };
      const api = await startApi({ env: { ...shared, ...place, DATABASE_URL: url.href, ...env }, launcher: segment?.launcher ?? [] });
      const node: Node = { ...api, cut: segment?.pull ?? cable.cut, mend: segment?.plug ?? cable.mend };
      all.push(node);
      return node;
    },
    stop: async () => {
      for (const { mend } of all) mend();
      await Promise.all(all.map((api) => api.stop()));
      for (const cable of cables) cable.end();
      await postgres.stop();
    },
  };
}

interface Cable {
  port: number;
  cut(): void;
  mend(): void;
  end(): void;
}

/** A way to a port that can be cut as a network is: what is under way goes nowhere, and no side hears of it. */
async function layCable(to: number, address = '127.0.0.1'): Promise<Cable> {
  const ends = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    for (const [one, other] of [[near, far], [far, near]] as const) {
      ends.add(one);
      if (isCut) one.pause();
      one.on('data', (chunk) => other.write(chunk));
      one.on('error', () => {});
      one.on('close', () => {
        ends.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, address);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
      for (const end of ends) end.pause();
    },
    mend: () => {
      isCut = false;
      for (const end of ends) end.resume();
    },
    end: () => {
      server.close();
      for (const end of ends) end.destroy();
    },
  };
}

export interface NodesBody {
  nodes: { id: string; isThis: boolean; url: string | null; pid: number; state: string; servers: number; capacity: number; labels: Record<string, string>; connections: number; heartbeatAgeMs: number }[];
  leases: { serverId: string; nodeId: string | null; replica: number; generation: number }[];
}

/** The processes of a server that there are now, and whose each is: the pid of the API. Read off the system, not off what the product says. */
export function processesOf(serverId: string, apis: readonly RunningApi[]): Promise<{ pid: number; api: number }[]> {
  const owners = new Set(apis.map(({ process }) => process.pid));
  return Promise.resolve(lookAround().filter(({ environment }) => environment.includes(`=${serverId}:`)).map(({ pid, parent }) => ({ pid, api: owners.has(parent) ? parent : 0 })));
}

/** All living processes. At one go: asked for one by one in turns of the loop, they would take most of a processor. */
function lookAround(): { pid: number; parent: number; environment: string }[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [state = '', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return 'ZX'.includes(state) ? [] : [{ pid: Number(pid), parent: Number(parent), environment: readFileSync(`/proc/${pid}/environ`, 'latin1') }];
    } catch {
      // It is gone.
      return [];
    }
  });
}

const LOOK_MS = 100;
/** Whose processes are looked for, with what was seen. */
const watched = new Map<symbol, { serverId: string; looks: number[][] }>();
let timer: NodeJS.Timeout | undefined;

/** Looks every 100 ms how many processes a server has, until it is stopped; then gives all looks. */
export function watchOwners(serverId: string): { stop(): number[][] } {
  const [mark, looks] = [Symbol(serverId), [] as number[][]];
  watched.set(mark, { serverId, looks });
  timer ??= setInterval(lookForAll, LOOK_MS).unref();
  return {
    stop: () => {
      watched.delete(mark);
      if (watched.size === 0) {
        clearInterval(timer);
        timer = undefined;
      }
      return looks;
    },
  };
}

function lookForAll(): void {
  const processes = lookAround();
  for (const { serverId, looks } of watched.values()) looks.push(processes.filter(({ environment }) => environment.includes(`=${serverId}:`)).map(({ pid }) => pid));
}

/** The node that has a server, once one of those says that it runs there. */
export async function ownerOf(serverId: string, apis: readonly RunningApi[]): Promise<RunningApi> {
  let owner: RunningApi | undefined;
  await until(async () => {
    const processes = await processesOf(serverId, apis);
    owner = apis.find(({ process }) => process.pid === processes[0]?.api);
    return processes.length === 1 && owner !== undefined;
  });
  if (owner === undefined) throw new Error('Nobody has the server.');
  return owner;
}
