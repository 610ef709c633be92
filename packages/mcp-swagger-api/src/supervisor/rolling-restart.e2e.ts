import { afterEach, describe, expect, it } from '@jest/globals';
import type { ProcessPolicy, ProcessSpec } from './process-spec.js';
import { isRunning } from '../../../../tests/support/is-running.js';
import { specOf, supervisions } from './testing/supervise.js';

const { running, stopAll } = supervisions();
afterEach(stopAll);

const withPort = (spec: ProcessSpec, port: number): ProcessSpec => ({ ...spec, configuration: { ...spec.configuration, port } });

describe('A rolling restart', () => {
  it('lets the new process serve before the old one is asked to stop', async () => {
    const { process: supervised, until, states, ends, replacements, pid } = await running('good');
    expect(await supervised.replace(specOf('shows-preferred-port'))).toEqual({ kind: 'replaced' });
    const view = supervised.view();
    expect(view).toMatchObject({ state: 'running', generation: 2, restarts: 0, replacement: null, draining: [{ generation: 1, pid }], lastReload: { success: true } });
    expect(isRunning(pid)).toBe(true);
    expect(replacements).toEqual([{ generation: 2, endpoint: view.endpoint, replaced: { generation: 1, endpoint: 'http://127.0.0.1:1/mcp', drainMs: 5_000 } }]);
    await until(() => ends.length === 1);
    expect(ends[0]).toMatchObject({ generation: 1, wasCurrent: false, expected: true, reason: 'Another process took its place.' });
    expect(supervised.view()).toMatchObject({ draining: [], lastExit: null, generation: 2 });
    expect(new Set(states.slice(states.findIndex(({ state }) => state === 'running')).map(({ state }) => state))).toEqual(new Set(['running']));
  });

  it('tells of the new place before anybody can see it', async () => {
    const { process: supervised, replacements, states } = await running('good');
    await supervised.replace(specOf('good'));
    expect(replacements).toHaveLength(1);
    expect(states.find(({ generation }) => generation === 2)).toMatchObject({ state: 'running', draining: [{ generation: 1 }] });
  });

  it('kills an old process that does not end within the grace', async () => {
    const { process: supervised, until, ends } = await running('ignores-stop');
    await supervised.replace(specOf('good', { stopGraceMs: 200 }));
    await until(() => ends.length === 1);
    expect(ends[0]).toMatchObject({ generation: 1, signal: 'SIGKILL', expected: true });
    expect(supervised.state).toBe('running');
  });

  it.each<[string, string, Partial<ProcessPolicy>, object]>([
    ['crashes on its start', 'crash-on-start', {}, { code: 'REPLACEMENT_FAILED', message: 'It ended by itself with exit code 7.' }],
    ['says what is wrong', 'bad-document', {}, { code: 'DOCUMENT_SYNTAX', message: 'The document has no paths.' }],
    ['is not ready in time', 'never-ready', { readyTimeoutMs: 200 }, { code: 'REPLACEMENT_FAILED', message: 'It was not ready within 0.2 s.' }],
  ])('to a process that %s leaves the old one as it was, and says why', async (_, behaviour, policy, outcome) => {
    const { process: supervised, ends, replacements, pid } = await running('good');
    expect(await supervised.replace(specOf(behaviour, policy))).toEqual({ kind: 'refused', ...outcome });
    expect(supervised.view()).toMatchObject({ state: 'running', generation: 1, pid, attempt: '0/3', replacement: null, draining: [], lastReload: { success: false } });
    expect(ends).toMatchObject([{ generation: 2, wasCurrent: false, expected: false }]);
    expect(replacements).toEqual([]);
  });

  it('keeps the specification of the old process when it is refused, and takes the new one when it is not', async () => {
    const { process: supervised, until, lines } = await running('good');
    await supervised.replace(specOf('crash-on-start'));
    process.kill(supervised.view().pid as number, 'SIGKILL');
    await until(() => supervised.view().generation === 3 && supervised.state === 'running');
    await supervised.replace(specOf('shows-environment'));
    process.kill(supervised.view().pid as number, 'SIGKILL');
    await until(() => supervised.view().generation === 5 && supervised.state === 'running');
    await until(() => lines.filter((line) => line.startsWith('stderr: environment')).length === 2);
  });

  it('is given up when the old process crashes meanwhile: that one is started again', async () => {
    const { process: supervised, until, ends, pid } = await running('good');
    const outcome = supervised.replace(specOf('never-ready'));
    await until(() => supervised.view().replacement?.pid != null);
    process.kill(pid, 'SIGKILL');
    expect(await outcome).toMatchObject({ kind: 'refused' });
    await until(() => supervised.state === 'running' && ends.length === 2);
    expect(ends.map(({ generation, wasCurrent, expected }) => [generation, wasCurrent, expected])).toEqual([
      [1, true, false],
      [2, false, true],
    ]);
    expect(supervised.view()).toMatchObject({ generation: 3, replacement: null });
  });

  it('leaves no process behind when all of it is stopped', async () => {
    const { process: supervised, pid, ends, until } = await running('ignores-stop', { stopGraceMs: 300 });
    await supervised.replace(specOf('good', { stopGraceMs: 300 }));
    const second = supervised.view().pid as number;
    const outcome = supervised.replace(specOf('never-ready'));
    await until(() => supervised.view().replacement?.pid != null);
    const third = supervised.view().replacement?.pid as number;
    await supervised.stop();
    expect(await outcome).toMatchObject({ kind: 'refused' });
    expect([pid, second, third].filter(isRunning)).toEqual([]);
    expect(ends.map(({ generation }) => generation).toSorted()).toEqual([1, 2, 3]);
  });

  it('waits for its turn with all that starts, and one at a time', async () => {
    const { process: supervised, until } = await running('good');
    const first = supervised.replace(specOf('never-ready', { readyTimeoutMs: 300 }));
    expect(await supervised.replace(specOf('good'))).toMatchObject({ kind: 'refused', code: 'REPLACEMENT_UNDER_WAY' });
    expect(await first).toMatchObject({ kind: 'refused' });
    await until(() => supervised.view().replacement === null);
    expect(await supervised.replace(specOf('good'))).toEqual({ kind: 'replaced' });
  });

  it('is not possible for two processes on one port, or without a process that runs', async () => {
    const { process: supervised } = await running('good');
    expect(await supervised.replace(withPort(specOf('good'), 1))).toEqual({ kind: 'restart-needed' });
    expect(await supervised.replace(withPort(specOf('good'), 2))).toEqual({ kind: 'replaced' });
    await supervised.stop();
    expect(await supervised.replace(specOf('good'))).toEqual({ kind: 'restart-needed' });
  });
});
