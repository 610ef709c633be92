import { describe, expect, it } from '@jest/globals';
import { codeOf, messageOf } from './error-facts.js';

describe('codeOf', () => {
  it.each<[unknown, string | undefined]>([
    [Object.assign(new Error('x'), { code: 'ESRCH' }), 'ESRCH'],
    [{ code: 'EPIPE' }, 'EPIPE'],
    [{ code: 7 }, undefined],
    [new Error('x'), undefined],
    [null, undefined],
    ['ESRCH', undefined],
  ])('of %p is %p', (error, code) => expect(codeOf(error)).toBe(code));
});

describe('messageOf', () => {
  it.each<[unknown, string]>([
    [new Error('boom'), 'boom'],
    [{ message: 'from another realm' }, 'from another realm'],
    ['plain', 'plain'],
    [undefined, 'undefined'],
  ])('of %p is %s', (error, message) => expect(messageOf(error)).toBe(message));
});
