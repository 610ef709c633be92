// What the suite's checks of one scenario come to, and how that compares with what we expect. Pure.

/** Of the suite's own about the wire; they say nothing of what the scenario is about. */
const ABOUT_MESSAGES = 'wire-schema-';

/**
 * The outcome of a scenario: `{name: 'passed'}`, `{name: 'no checks'}` or `{name: 'failed', checks}` with the ids that failed, each once. Stricter than the
 * suite: a scenario of which nothing but recommendations was checked has failed when one was not followed, and one without any success is never passed.
 */
export function outcomeOf(checks) {
  const failed = idsOf(checks, 'FAILURE');
  if (failed.length > 0) return { name: 'failed', checks: failed };
  const hasSuccess = checks.some(({ status, id }) => status === 'SUCCESS' && !id.startsWith(ABOUT_MESSAGES));
  if (hasSuccess) return { name: 'passed' };
  const warned = idsOf(checks, 'WARNING');
  return warned.length > 0 ? { name: 'failed', checks: warned } : { name: 'no checks' };
}

/**
 * The verdict on a scenario, `{name, isRight, remark?}`: right when it passed, or failed in just the checks that `expected` names (`{checks, reason}`;
 * `checks: []` for a scenario that is expected to have none). Anything else, also a failure that is gone, is wrong.
 */
export function verdictOn(outcome, expected) {
  if (expected === undefined) {
    const remark = outcome.name === 'failed' ? outcome.checks.join(', ') : undefined;
    return { name: outcome.name, isRight: outcome.name === 'passed', ...(remark === undefined ? {} : { remark }) };
  }
  const failed = outcome.name === 'failed' ? outcome.checks : [];
  const more = failed.filter((id) => !expected.checks.includes(id));
  const gone = expected.checks.filter((id) => !failed.includes(id));
  if (more.length > 0) return { name: 'failed', isRight: false, remark: `not expected to fail: ${more.join(', ')}` };
  if (outcome.name === 'passed') return { name: 'passed', isRight: false, remark: 'expected to fail; take it off expected-failures.json' };
  if (gone.length > 0) return { name: outcome.name, isRight: false, remark: `expected to fail, and does not any more: ${gone.join(', ')}` };
  return { name: outcome.name === 'failed' ? 'expected failure' : 'no checks', isRight: true, remark: expected.reason };
}

function idsOf(checks, wanted) {
  return [...new Set(checks.filter(({ status }) => status === wanted).map(({ id }) => id))].toSorted((a, b) => (a < b ? -1 : 1));
}
