import { describe, expect, it } from '@jest/globals';
import { outcomeOf, verdictOn } from './judge.js';

const check = (status, id = 'one') => ({ status, id });
const wire = check('SUCCESS', 'wire-schema-valid');

describe('the outcome of a scenario', () => {
  it.each([
    ['a success', [check('SUCCESS')], { name: 'passed' }],
    ['a success beside a recommendation that was not followed', [check('SUCCESS'), check('WARNING', 'two')], { name: 'passed' }],
    ['a failure among successes', [check('SUCCESS'), check('FAILURE', 'two')], { name: 'failed', checks: ['two'] }],
    ['a check that failed twice', [check('FAILURE', 'b'), check('FAILURE', 'a'), check('FAILURE', 'b')], { name: 'failed', checks: ['a', 'b'] }],
    ['messages that break the schema', [check('SUCCESS'), check('FAILURE', 'wire-schema-valid')], { name: 'failed', checks: ['wire-schema-valid'] }],
    ['nothing', [], { name: 'no checks' }],
    ['nothing but valid messages', [wire], { name: 'no checks' }],
    ['nothing but what was skipped', [wire, check('SKIPPED'), check('INFO')], { name: 'no checks' }],
    ['nothing but a recommendation that was not followed', [wire, check('WARNING')], { name: 'failed', checks: ['one'] }],
  ])('with %s', (_name, checks, outcome) => {
    expect(outcomeOf(checks)).toEqual(outcome);
  });
});

describe('the verdict', () => {
  const expected = { checks: ['a', 'b'], reason: 'An API has no model.' };
  it.each([
    ['passed', { name: 'passed' }, undefined, 'passed', true],
    ['failed', { name: 'failed', checks: ['a'] }, undefined, 'failed', false],
    ['had no checks', { name: 'no checks' }, undefined, 'no checks', false],
    ['failed as expected', { name: 'failed', checks: ['a', 'b'] }, expected, 'expected failure', true],
    ['failed in one more check', { name: 'failed', checks: ['a', 'b', 'c'] }, expected, 'failed', false],
    ['failed in one check less', { name: 'failed', checks: ['a'] }, expected, 'failed', false],
    ['passed against expectation', { name: 'passed' }, expected, 'passed', false],
    ['was not checked though failures were expected', { name: 'no checks' }, expected, 'no checks', false],
    ['was not checked as expected', { name: 'no checks' }, { checks: [], reason: 'It has none.' }, 'no checks', true],
  ])('on a scenario that %s', (_name, outcome, expectation, name, isRight) => {
    expect(verdictOn(outcome, expectation)).toMatchObject({ name, isRight });
  });

  it('tells the reason of an expected failure', () => {
    expect(verdictOn({ name: 'failed', checks: ['b', 'a'] }, expected).remark).toBe('An API has no model.');
  });

  it('names what fails beyond expectation', () => {
    expect(verdictOn({ name: 'failed', checks: ['a', 'b', 'c'] }, expected).remark).toMatch(/: c$/);
  });
});
