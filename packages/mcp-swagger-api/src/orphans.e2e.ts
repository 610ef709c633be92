import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startOf } from './start-of.js';
import { type ProcessRecord, ProcessRecords } from './supervisor/process-records.js';
import { MARKER } from './supervisor/spawn-child.js';
import { sweepOrphans } from './supervisor/sweep-orphans.js';
import { specOf, supervise } from './supervisor/testing/supervise.js';

let folder: string;
let child: ChildProcess;
let own: ProcessRecord;

const GONE = { pid: 2 ** 22 + 1, startedAt: 'long ago' };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-swagger-records-'));
  child = spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => {}, 1000)'], { detached: true, env: { [MARKER]: 'mine' }, stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data');
  own = { pid: child.pid as number, startedAt: (await startOf(child.pid as number)) as string, marker: 'mine', owner: GONE };
});

afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

const remember = (record: object) => writeFile(join(folder, 'server-1.json'), JSON.stringify(record));

describe('A sweep', () => {
  it('ends a process that is recorded, with that start and that marker, and whose API is gone', async () => {
    await remember(own);
    const exit = once(child, 'exit');
    expect(await sweepOrphans(folder, startOf)).toEqual([{ serverId: 'server-1', pid: own.pid }]);
    expect(await exit).toEqual([null, 'SIGKILL']);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each<[string, () => object]>([
    ['another start: the number belongs to somebody else now', () => ({ ...own, startedAt: `${own.startedAt}0` })],
    ['another marker', () => ({ ...own, marker: 'another' })],
    ['no record at all, but nonsense', () => ({ pid: own.pid })],
  ])('leaves a process alone with %s, and forgets the record', async (_, record) => {
    await remember(record());
    expect(await sweepOrphans(folder, startOf)).toEqual([]);
    expect(child.exitCode ?? child.signalCode).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves the processes of an API alone that is still there', async () => {
    await remember({ ...own, owner: { pid: process.pid, startedAt: await startOf(process.pid) } });
    expect(await sweepOrphans(folder, startOf)).toEqual([]);
    expect(child.exitCode ?? child.signalCode).toBeNull();
    expect(await readdir(folder)).toEqual(['server-1.json']);
  });

  it('finds nothing where nothing was ever recorded', async () => {
    expect(await sweepOrphans(join(folder, 'nowhere'), startOf)).toEqual([]);
  });
});

describe('A supervised process', () => {
  it('is recorded while it runs, by number, start and marker, and forgotten when it has ended', async () => {
    const records = new ProcessRecords(folder, startOf);
    const { process: supervised, until } = supervise(specOf('good'), undefined, { records });
    supervised.start();
    await until(() => supervised.state === 'running');
    await records.settled();
    const record = JSON.parse(await readFile(join(folder, `server-1.${supervised.view().pid}.json`), 'utf8')) as ProcessRecord;
    const { pid } = supervised.view();
    expect(record).toMatchObject({ pid, startedAt: await startOf(pid as number), owner: { pid: process.pid } });
    expect(record.marker).toMatch(/^server-1:/);
    await supervised.stop();
    await records.settled();
    expect(await readdir(folder)).toEqual([]);
  });
});
