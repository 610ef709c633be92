import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { next, type ProcessEvent, type ProcessState, stopped } from './process-state.js';
import { defaultRestartPolicy as policy } from './restart-policy.js';

const start: ProcessEvent = { type: 'start' };
const stop: ProcessEvent = { type: 'stop' };
const restart: ProcessEvent = { type: 'restart' };
const ready: ProcessEvent = { type: 'ready' };
const stable: ProcessEvent = { type: 'stable' };
const retry: ProcessEvent = { type: 'retry' };
const ill: ProcessEvent = { type: 'unhealthy', reason: 'no answer' };
const crash = (at = 0, permanent?: string): ProcessEvent => ({ type: 'closed', at, random: 0.5, permanent });

const from = (state: ProcessState, ...events: ProcessEvent[]) => events.reduce((now, event) => next(now, event, policy), state);
const replay = (...events: ProcessEvent[]) => from(stopped, ...events);
const crashLoop = (times: number, everyMs: number) => Array.from({ length: times }, (_, index) => [crash(index * everyMs), retry]).flat();

describe('next', () => {
  it('starts, is ready and runs', () => {
    expect(replay(start).name).toBe('starting');
    expect(replay(start, ready).name).toBe('running');
  });

  it('does not restart a process we asked to stop', () => {
    expect(replay(start, ready, stop).name).toBe('stopping');
    expect(replay(start, ready, stop, crash())).toEqual(stopped);
  });

  it('waits and tries again after a crash', () => {
    expect(replay(start, ready, crash(7))).toEqual({ name: 'backoff', delayMs: 250, tries: { attempt: 1, restartsAt: [7] } });
    expect(replay(start, ready, crash(7), retry).name).toBe('starting');
  });

  it('doubles the wait up to its cap', () => {
    const patient = { ...policy, maxRestarts: 100 };
    const delays = Array.from({ length: 9 }, (_, attempt) => {
      const state = next({ name: 'running', tries: { attempt, restartsAt: [] } }, crash(), patient);
      return state.name === 'backoff' ? state.delayMs : undefined;
    });
    expect(delays).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  });

  it('gives up after more restarts in the window than the policy allows', () => {
    expect(replay(start, ...crashLoop(5, 1_000)).name).toBe('starting');
    expect(replay(start, ...crashLoop(5, 1_000), crash(5_000))).toMatchObject({ name: 'failed', reason: expect.stringContaining('more than 5 times') });
  });

  it('goes on for ever when the crashes are rare', () => {
    expect(replay(start, ...crashLoop(50, 20_000)).name).toBe('starting');
  });

  it('forgives the back-off once it is stable, but not the restarts in the window', () => {
    const state = replay(start, ready, crash(1), retry, ready, crash(2), retry, ready, stable);
    expect(state).toEqual({ name: 'running', tries: { attempt: 0, restartsAt: [1, 2] } });
  });

  it('fails at once when trying again would end the same way', () => {
    expect(replay(start, crash(0, 'Port 3001 is taken.'))).toEqual({ name: 'failed', reason: 'Port 3001 is taken.' });
  });

  it('starts a failed process with a clean record', () => {
    expect(replay(start, crash(0, 'x'), start)).toEqual({ name: 'starting', tries: { attempt: 0, restartsAt: [] } });
  });

  it('counts an unhealthy process as a crash once it has ended', () => {
    expect(replay(start, ready, ill)).toMatchObject({ name: 'unhealthy', reason: 'no answer' });
    expect(replay(start, ready, ill, crash(3)).name).toBe('backoff');
  });

  it('stops at once while it waits for its next try', () => {
    expect(replay(start, crash(), stop)).toEqual(stopped);
    expect(replay(start, crash(), stop, retry)).toEqual(stopped);
  });

  it('starts again after a stop that was followed by a start, and with one child only', () => {
    expect(replay(start, ready, stop, start).name).toBe('stopping');
    expect(replay(start, ready, stop, start, crash()).name).toBe('starting');
  });

  it('stays stopped when the last wish was a stop', () => {
    expect(replay(start, ready, stop, start, stop, crash())).toEqual(stopped);
    expect(replay(start, ready, restart, stop, crash())).toEqual(stopped);
  });

  it('restarts from every state', () => {
    expect(replay(restart).name).toBe('starting');
    expect(replay(start, ready, restart, crash()).name).toBe('starting');
    expect(replay(start, crash(), restart).name).toBe('starting');
    expect(replay(start, crash(0, 'x'), restart).name).toBe('starting');
  });

  it.each<[string, ProcessState, ProcessEvent]>([
    ['ready, when it is stopped', stopped, ready],
    ['ready, when it is stopping', { name: 'stopping', afterwards: 'stopped' }, ready],
    ['retry, when it is running', replay(start, ready), retry],
    ['closed, when it is stopped', stopped, crash()],
    ['unhealthy, when it waits', replay(start, crash()), ill],
    ['start, when it runs', replay(start, ready), start],
  ])('is not moved by %s', (_, state, event) => {
    expect(next(state, event, policy)).toEqual(state);
  });

  it('ends in stopped after a stop and a close, whatever came before', () => {
    const anything = fc.constantFrom(start, stop, restart, ready, stable, retry, ill, crash(1), crash(2, 'x'));
    fc.assert(fc.property(fc.array(anything), (events) => expect(from(stopped, ...events, stop, crash(9))).toEqual(stopped)));
  });

  it('never has more restarts on record than the policy allows', () => {
    const anything = fc.oneof(fc.constantFrom(start, restart, ready, stable, retry, ill), fc.nat(300_000).map((at) => crash(at)));
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 200 }), (events) => {
        const state = replay(start, ...events);
        if ('tries' in state) expect(state.tries.restartsAt.length).toBeLessThanOrEqual(policy.maxRestarts);
      }),
    );
  });
});
