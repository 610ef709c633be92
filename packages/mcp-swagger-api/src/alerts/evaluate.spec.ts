import { describe, expect, it } from '@jest/globals';
import { type AlertState, type Condition, evaluate, fine } from './evaluate.js';

const condition = (given: Partial<Condition> = {}): Condition => ({ operator: 'atLeast', threshold: 100, clearAt: null, forSeconds: 0, clearForSeconds: 0, ...given });

/** A value a second, and what became of each. */
function names(rule: Condition, values: (number | undefined)[]): string[] {
  let state: AlertState = fine;
  return values.map((value, second) => {
    state = evaluate(state, rule, value, second * 1_000);
    return state.name;
  });
}

describe('evaluate', () => {
  it.each<[string, Condition, (number | undefined)[], string[]]>([
    ['raises at once without a duration', condition(), [99, 100], ['fine', 'raised']],
    ['waits for its duration', condition({ forSeconds: 2 }), [100, 120, 100], ['pending', 'pending', 'raised']],
    ['begins anew after a break', condition({ forSeconds: 2 }), [100, 99, 100, 100, 100], ['pending', 'fine', 'pending', 'pending', 'raised']],
    ['is not over while the value swings around the threshold', condition(), [100, 95, 101, 91, 89], ['raised', 'raised', 'raised', 'raised', 'fine']],
    ['is over where it is told to be', condition({ clearAt: 50 }), [100, 60, 50], ['raised', 'raised', 'fine']],
    ['is over only after it was fine for long enough', condition({ clearForSeconds: 2 }), [100, 0, 0, 95, 0, 0, 0], ['raised', 'raised', 'raised', 'raised', 'raised', 'raised', 'fine']],
    ['knows values that are too low', condition({ operator: 'atMost', threshold: 10 }), [11, 10, 10.5, 12], ['fine', 'raised', 'raised', 'fine']],
    ['of a state that holds or not', condition({ threshold: 1 }), [0, 1, 0], ['fine', 'raised', 'fine']],
    ['takes no value for nothing wrong', condition({ forSeconds: 1 }), [100, undefined, 100, 100, undefined], ['pending', 'fine', 'pending', 'raised', 'fine']],
    ['knows a threshold of zero', condition({ operator: 'atMost', threshold: 0 }), [1, 0, 1], ['fine', 'raised', 'fine']],
  ])('%s', (_, rule, values, expected) => {
    expect(names(rule, values)).toEqual(expected);
  });
});
