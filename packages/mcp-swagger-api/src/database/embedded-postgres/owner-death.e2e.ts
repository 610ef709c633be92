import { readdir, readFile } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { DataDirectories } from './testing/data-directories.js';
import { type Owner, startOwner, waitUntilGone } from './testing/start-owner.js';
import { query } from './testing/query.js';

const directories = new DataDirectories();
const owners: Owner[] = [];
const itOnLinux = process.platform === 'linux' ? it : it.skip;

async function own(dataDir: string, door?: 'socket' | 'tcp'): Promise<Owner> {
  const owner = await startOwner(dataDir, door);
  owners.push(owner);
  return owner;
}

afterEach(async () => {
  for (const owner of owners.splice(0)) {
    await owner.kill();
    await waitUntilGone(owner.server.pid);
  }
});
afterAll(() => directories.removeAll());

/** The guard of a server: its parent, and the parent's other child, which watches for our end. */
async function guardOf(server: number): Promise<{ shell: number; watch: number }> {
  const shell = await parentOf(server);
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (Number.isInteger(pid) && pid !== server && (await parentOf(pid)) === shell) return { shell, watch: pid };
  }
  throw new Error(`Process ${server} has no guard.`);
}

async function parentOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

describe('when the API is killed', () => {
  it('the server ends by itself', async () => {
    const owner = await own(await directories.withCluster());
    await owner.kill();
    await waitUntilGone(owner.server.pid);
  });

  it('the next start waits for the end of the old server, takes over the stale lock, and finds every committed row', async () => {
    const dataDir = await directories.withCluster();
    const owner = await own(dataDir);
    await query(owner.server, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await owner.kill();
    const next = await directories.start(dataDir);
    expect(await query(next, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(next.pid).not.toBe(owner.server.pid);
  });

  it('a start beside a living owner is refused with its number', async () => {
    const dataDir = await directories.withCluster();
    const owner = await own(dataDir);
    await expect(directories.start(dataDir)).rejects.toThrow(`is in use by process ${owner.process.pid};`);
    expect(await query(owner.server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  itOnLinux('a server that has lost its guard too is replaced by the next start', async () => {
    const dataDir = await directories.withCluster();
    const owner = await own(dataDir);
    await query(owner.server, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const { shell, watch } = await guardOf(owner.server.pid);
    process.kill(owner.process.pid ?? 0, 'SIGSTOP');
    process.kill(watch, 'SIGKILL');
    process.kill(shell, 'SIGKILL');
    await owner.kill();
    expect(await query(owner.server, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    const next = await directories.start(dataDir);
    expect(next.replacedLeftover).toBe(true);
    expect(await query(next, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  itOnLinux('a server whose guard alone is killed ends, for nobody would end it later', async () => {
    const owner = await own(await directories.withCluster());
    const { shell } = await guardOf(owner.server.pid);
    process.kill(shell, 'SIGKILL');
    await waitUntilGone(owner.server.pid);
  });
});

describe('behind a TCP port, as on Windows', () => {
  it('wants its password, keeps it over a restart, and ends with the API', async () => {
    const dataDir = await directories.empty();
    const first = await own(dataDir, 'tcp');
    expect(first.server.host).toBe('127.0.0.1');
    expect(first.server.password).toMatch(/^[\w-]{43}$/);
    await query(first.server, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await expect(query({ ...first.server, password: 'guessed' }, 'SELECT 1')).rejects.toThrow('password authentication failed');
    await first.kill();
    await waitUntilGone(first.server.pid);
    const refused = connectTcp(first.server.port, '127.0.0.1');
    expect(await once(refused, 'error')).toMatchObject([{ code: 'ECONNREFUSED' }]);
    const second = await own(dataDir, 'tcp');
    expect(second.server.password).toBe(first.server.password);
    expect(await query(second.server, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });
});
