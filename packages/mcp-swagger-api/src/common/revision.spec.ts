import { describe, expect, it } from '@jest/globals';
import { entityTag, requireRevision, revisionOf } from './revision.js';

describe('A revision', () => {
  it('is the same for the same values in another order, and another for others', () => {
    const revision = revisionOf({ a: 1, b: { c: [1, 2], d: undefined } });
    expect(revisionOf({ b: { c: [1, 2] }, a: 1 })).toBe(revision);
    expect(revisionOf({ a: 1, b: { c: [2, 1] } })).not.toBe(revision);
  });

  it.each([undefined, '*', '"now"', '"now.abc"', '"old", "now.abc"'])('lets a change with If-Match %s pass', (ifMatch) => {
    expect(() => requireRevision(ifMatch, 'now')).not.toThrow();
  });

  it.each(['"old"', '"old.abc"', 'now', '"nowhere"', 'W/"now"', ''])('refuses a change with If-Match %s', (ifMatch) => {
    expect(() => requireRevision(ifMatch, 'now')).toThrow(expect.objectContaining({ status: 412, code: 'PRECONDITION_FAILED' }));
  });

  it('stands in a tag that changes with the whole answer', () => {
    const [one, other] = [entityTag('now', { state: 'running' }), entityTag('now', { state: 'stopped' })];
    expect(one).not.toBe(other);
    for (const tag of [one, other]) expect(() => requireRevision(tag, 'now')).not.toThrow();
  });
});
