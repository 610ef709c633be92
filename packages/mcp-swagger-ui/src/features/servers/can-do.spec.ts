import { describe, expect, it } from '@jest/globals';
import { canDo, expected, type ServerAction, type State } from './can-do';

describe('canDo', () => {
  it.each<[State, ServerAction[]]>([
    ['stopped', ['start', 'reload', 'delete']],
    ['starting', ['stop', 'restart', 'delete']],
    ['running', ['stop', 'restart', 'reload', 'delete']],
    ['backoff', ['stop', 'restart', 'reload', 'delete']],
    ['failed', ['start', 'reload', 'delete']],
    ['stopping', ['delete']],
  ])('of a %s server: %j', (state, actions) => {
    const allowed = Object.entries(canDo(state)).filter(([, may]) => may);
    expect(allowed.map(([action]) => action)).toEqual(actions);
  });
});

describe('expected', () => {
  it.each<[State, ServerAction, State]>([
    ['stopped', 'start', 'starting'],
    ['running', 'stop', 'stopping'],
    ['backoff', 'stop', 'stopped'],
    ['running', 'reload', 'running'],
    ['stopping', 'stop', 'stopping'],
    ['running', 'start', 'running'],
  ])('%s after %s is %s', (state, action, next) => expect(expected(state, action)).toBe(next));
});
