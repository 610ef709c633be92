import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { measureProcesses, forgetMeasurements } from './measure-processes.js';
import { nodeFlags } from './node-flags.js';
import type { ProcessSpec } from './process-spec.js';
import { ResourceSampler } from './resource-sampler.js';
import { specOf, type Supervised, supervisions } from './testing/supervise.js';

const MIB = 1024 * 1024;
const { begin: beginWith, stopAll } = supervisions();
const begin = (spec: ProcessSpec, sampler = new ResourceSampler(measureProcesses, 50)): Supervised => beginWith(spec, undefined, { sampler });

afterEach(async () => {
  await stopAll();
  forgetMeasurements();
});

describe('A memory limit', () => {
  it('ends a process that holds more, says so, and starts it again as after a crash', async () => {
    const { process, until, ends } = begin({ ...specOf('grows'), memoryLimitBytes: 128 * MIB });
    await until(() => ends.length === 1);
    expect(ends[0]).toMatchObject({ signal: 'SIGKILL', expected: false, reason: expect.stringMatching(/^memory limit: \d+ of 134217728 bytes$/) });
    await until(() => process.state === 'running' && process.view().generation === 2);
    expect(process.view()).toMatchObject({ restarts: 1, memoryLimitBytes: 128 * MIB });
  });

  it('bounds the heap as well, and a full one is told as what it is', async () => {
    const rare = new ResourceSampler(measureProcesses, 60_000);
    const { until, ends } = begin({ ...specOf('fills-its-heap'), memoryLimitBytes: 128 * MIB }, rare);
    await until(() => ends.length === 1);
    expect(ends[0]).toMatchObject({ reason: 'memory limit: its heap was full.', expected: false });
  });

  it('leaves a process alone that stays below', async () => {
    const { process, until } = begin({ ...specOf('good'), memoryLimitBytes: 512 * MIB });
    const seen = new Set<string>();
    const looks = setInterval(() => {
      const at = process.view().resources?.at;
      if (at !== undefined) seen.add(at);
    }, 10);
    await until(() => process.state === 'running');
    while (seen.size < 5) await new Promise((resolve) => setTimeout(resolve, 10));
    clearInterval(looks);
    expect(process.view()).toMatchObject({ state: 'running', generation: 1 });
  });
});

describe('A limit of open files', () => {
  it('holds for the process, under the number that we signal', async () => {
    const { process, until, lines, messages } = begin({ ...specOf('opens-files'), openFilesLimit: 64 });
    // It says so before it is ready, but on another pipe.
    await until(() => process.state === 'running' && lines.some((line) => line.includes('opened')));
    const said = lines.find((line) => line.includes('opened')) ?? '';
    expect(said).toMatch(/opened \d+, then EMFILE/);
    expect(Number(/\d+/.exec(said)?.[0])).toBeLessThan(64);
    expect(messages[0]?.data).toMatchObject({ pid: process.view().pid });
  });

  it('that is higher than our own is refused, once, and says so', async () => {
    const { process, ends } = begin({ ...specOf('good'), openFilesLimit: 2 ** 30 });
    expect(await process.settled(10_000)).toMatchObject({ state: 'failed', pid: null, reason: expect.stringContaining('A limit of 1073741824 open files was asked for') });
    expect(ends).toHaveLength(1);
  });
});

describe('What the system says of a process', () => {
  it('is its memory, its share of a core and its open files', async () => {
    const { process, until } = begin(specOf('good'));
    await until(() => process.state === 'running');
    while (process.view().resources === null) await new Promise((resolve) => setTimeout(resolve, 10));
    const { resources } = process.view();
    expect(resources?.rssBytes).toBeGreaterThan(10 * MIB);
    expect(resources?.cpuPercent).toBeGreaterThanOrEqual(0);
    if (globalThis.process.platform === 'linux') expect(resources?.openFiles).toBeGreaterThan(3);
  });

  it('leaves out one that is gone, whoever else is asked for', async () => {
    const gone = 2 ** 22 + 1;
    expect([...(await measureProcesses([globalThis.process.pid, gone])).keys()]).toEqual([globalThis.process.pid]);
  });
});

describe('A confined process', () => {
  it('runs under the permission model of Node', async () => {
    const { process, until } = begin({ ...specOf('good'), cwd: tmpdir(), confined: true });
    await until(() => process.state === 'running');
    expect(process.view().generation).toBe(1);
  });

  it('reads its own code, and no other file, writes none, and starts nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mcp-swagger-confined-'));
    const [code, data] = [join(folder, 'code'), join(folder, 'data')];
    await Promise.all([mkdir(code), mkdir(data)]);
    const script = join(code, 'tries.cjs');
    await writeFile(join(data, 'encryption.key'), 'the key');
    await writeFile(script, TRIES);
    const run = async (flags: string[]) => JSON.parse((await promisify(execFile)(globalThis.process.execPath, [...flags, script, data], { cwd: data })).stdout) as Record<string, string>;
    expect(await run([])).toEqual({ own: 'fine', key: 'fine', list: 'fine', write: 'fine', spawn: 'fine' });
    expect(await run(nodeFlags({ script, confined: true }, globalThis.process.versions.node))).toEqual({ own: 'fine', key: 'ERR_ACCESS_DENIED', list: 'ERR_ACCESS_DENIED', write: 'ERR_ACCESS_DENIED', spawn: 'ERR_ACCESS_DENIED' });
    await rm(folder, { recursive: true });
  });
});

/** What somebody would try who took a process over. */
const TRIES = `
const fs = require('node:fs');
const [data] = process.argv.slice(2);
const tried = (act) => { try { act(); return 'fine'; } catch (error) { return error.code; } };
console.log(JSON.stringify({
  own: tried(() => fs.readFileSync(__filename)),
  key: tried(() => fs.readFileSync(data + '/encryption.key')),
  list: tried(() => fs.readdirSync(data)),
  write: tried(() => fs.writeFileSync(data + '/x', '')),
  spawn: tried(() => { const { error } = require('node:child_process').spawnSync(process.execPath, ['-v']); if (error) throw error; }),
}));`;
