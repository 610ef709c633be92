import { describe, expect, it } from '@jest/globals';
import { ProblemError } from './api';
import { mayPass } from './may-pass';

describe('A query that failed', () => {
  it.each([0, 429, 502, 503, 504])('is tried once more after %d', (status) => {
    expect([0, 1].map((failures) => mayPass(failures, new ProblemError({ code: '', detail: '' }, status)))).toEqual([true, false]);
  });

  it.each([400, 403, 404, 500])('is shown at once after %d', (status) => expect(mayPass(0, new ProblemError({ code: '', detail: '' }, status))).toBe(false));
});
