import { describe, expect, it } from '@jest/globals';
import { processCommand, unavailableLimit } from './process-command.js';

const node = { path: '/bin/node', version: '20.20.0' };
const here = { platform: 'linux' as const, hardOpenFiles: 4_096 };
const run = { script: '/server.js', cwd: '/data' };

describe('processCommand', () => {
  it('runs a script by our own Node, and any other program as it is', () => {
    expect(processCommand({ ...run, memoryLimitBytes: 512 * 1024 * 1024 }, node)).toEqual(['/bin/node', ['--max-old-space-size=384', '/server.js', '--managed']]);
    expect(processCommand({ ...run, script: '/program' }, node)).toEqual(['/program', ['--managed']]);
  });

  it('lets a shell lower what either may open, and become it', () => {
    expect(processCommand({ ...run, script: '/a "program" $HOME', openFilesLimit: 64 }, node)).toEqual(['/bin/sh', ['-c', 'ulimit -n "$0" && exec "$@"', '64', '/a "program" $HOME', '--managed']]);
  });

  it('runs a program that is not ours with its own arguments, and nothing of ours', () => {
    const program = { command: 'npx', args: ['-y', '$(server)'], environment: {} };
    expect(processCommand({ ...run, program, memoryLimitBytes: 512 * 1024 * 1024 }, node)).toEqual(['npx', ['-y', '$(server)']]);
    expect(processCommand({ ...run, program, openFilesLimit: 64 }, node)).toEqual(['/bin/sh', ['-c', 'ulimit -n "$0" && exec "$@"', '64', 'npx', '-y', '$(server)']]);
  });
});

describe('unavailableLimit', () => {
  it.each([
    ['nothing is asked for', {}, here],
    ['as much is asked for as there is', { openFilesLimit: 4_096, confined: true }, here],
    ['nobody tells how much there is', { openFilesLimit: 100_000 }, { ...here, hardOpenFiles: undefined }],
  ])('finds nothing amiss when %s', (_, asked, machine) => expect(unavailableLimit({ ...run, ...asked }, machine)).toBeUndefined());

  it.each([
    ['more open files than the API may have', { openFilesLimit: 5_000 }, here, /5000 open files .* 4096; lower/],
    ['open files where processes have no limit of them', { openFilesLimit: 64 }, { ...here, platform: 'win32' as const }, /Windows has no limit/],
    ['the permission model for a program that Node does not run', { confined: true, script: '/program' }, here, /\/program is not a script/],
  ])('refuses %s, and says what to do', (_, asked, machine, reason) => expect(unavailableLimit({ ...run, ...asked }, machine)).toMatch(reason));
});
