import { describe, expect, it } from '@jest/globals';
import { type Exit, exitReason, permanentReason } from './exit-reason.js';

const plain: Exit = { code: null, signal: null, expected: false };

describe('exitReason', () => {
  it.each<[string, Partial<Exit>, string | undefined]>([
    ['It was asked to stop.', { signal: 'SIGKILL', expected: true }, undefined],
    ['It was ended by SIGKILL.', { signal: 'SIGKILL' }, undefined],
    ['It ended by itself with exit code 7.', { code: 7 }, undefined],
    ['It ended by itself.', { code: 0 }, undefined],
    ['3 health checks were missed.', { signal: 'SIGKILL', unhealthy: '3 health checks were missed.' }, undefined],
    ['Port 1 is taken.', { code: 3, fatal: 'Port 1 is taken.' }, 'Port 1 is taken.'],
    ['The heap is full.', { code: 134, fatal: 'The heap is full.' }, undefined],
    ['No such file.', { spawnError: { reason: 'No such file.', mayPass: false } }, 'No such file.'],
    ['Too many files are open.', { spawnError: { reason: 'Too many files are open.', mayPass: true } }, undefined],
    ['The Node that runs it does not know the flag --x; take another version of Node, or take the flag out of what starts it.', { code: 9, unknownFlag: '--x' }, 'The Node that runs it does not know the flag --x; take another version of Node, or take the flag out of what starts it.'],
  ])('says: %s', (sentence, exit, permanent) => {
    expect(exitReason({ ...plain, ...exit })).toBe(sentence);
    expect(permanentReason({ ...plain, ...exit })).toBe(permanent);
  });
});
