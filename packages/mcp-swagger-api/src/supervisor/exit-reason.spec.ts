import { describe, expect, it } from '@jest/globals';
import type { ExitCause } from 'mcp-swagger-ipc';
import { type Exit, exitReason, permanentReason } from './exit-reason.js';

const plain: Exit = { code: null, signal: null, expected: false };

describe('exitReason', () => {
  it.each<[ExitCause, string, Partial<Exit>, string | undefined]>([
    ['STOPPED', 'It was asked to stop.', { signal: 'SIGKILL', expected: true }, undefined],
    ['SIGNAL', 'It was ended by SIGKILL.', { signal: 'SIGKILL' }, undefined],
    ['EXITED', 'It ended by itself with exit code 7.', { code: 7 }, undefined],
    ['EXITED', 'It ended by itself.', { code: 0 }, undefined],
    ['UNHEALTHY', '3 health checks were missed.', { signal: 'SIGKILL', unhealthy: '3 health checks were missed.' }, undefined],
    ['REPORTED', 'Port 1 is taken.', { code: 3, fatal: 'Port 1 is taken.' }, 'Port 1 is taken.'],
    ['REPORTED', 'The heap is full.', { code: 134, fatal: 'The heap is full.' }, undefined],
    ['SPAWN_FAILED', 'No such file.', { spawnError: { reason: 'No such file.', mayPass: false } }, 'No such file.'],
    ['SPAWN_FAILED', 'Too many files are open.', { spawnError: { reason: 'Too many files are open.', mayPass: true } }, undefined],
    ['UNKNOWN_FLAG', 'The Node that runs it does not know the flag --x; take another version of Node, or take the flag out of what starts it.', { code: 9, unknownFlag: '--x' }, 'The Node that runs it does not know the flag --x; take another version of Node, or take the flag out of what starts it.'],
    ['HEAP_FULL', 'memory limit: its heap was full.', { signal: 'SIGABRT', heapFull: true }, undefined],
    ['REPLACED', 'Another process took its place.', { expected: true, replaced: true }, undefined],
  ])('says %s: %s', (cause, reason, exit, permanent) => {
    expect(exitReason({ ...plain, ...exit })).toEqual({ cause, reason });
    expect(permanentReason({ ...plain, ...exit })).toBe(permanent);
  });
});
