import { afterEach, describe, expect, it } from '@jest/globals';
import { forgetSecrets, learnSecrets, OWN_SECRETS, redact, redactLines } from './redact.js';

afterEach(() => {
  for (const owner of [OWN_SECRETS, 'a', 'b']) forgetSecrets(owner);
});

describe('redact', () => {
  it('hides what any owner has, and for the lines of one what that one has', () => {
    learnSecrets(OWN_SECRETS, ['own-secret']);
    learnSecrets('a', ['secret-of-a']);
    learnSecrets('b', ['secret-of-b']);
    expect(redact('own-secret secret-of-a secret-of-b')).toBe('*** *** ***');
    expect(redact('own-secret secret-of-a secret-of-b', 'a')).toBe('*** *** secret-of-b');
  });

  it('hides what a server had before its secrets changed', () => {
    learnSecrets('a', ['first-secret']);
    learnSecrets('a', ['second-secret']);
    expect(redact('first-secret, second-secret', 'a')).toBe('***, ***');
  });

  it.each([
    [['nothing', 'to hide']],
    [['a secret-of-a', 'nothing', '']],
    // What only looks like one where two lines meet.
    [['ends in Bearer', 'abcdefghijkl begins']],
    [['http://ann:hunter2@h/', 'Basic abcdefgh', 'own-secret']],
    [['']],
  ])('hides in lines together what it hides in each: %j', (lines) => {
    learnSecrets(OWN_SECRETS, ['own-secret']);
    learnSecrets('a', ['secret-of-a']);
    expect(redactLines(lines, 'a')).toEqual(lines.map((line) => redact(line, 'a')));
  });

  it('hides what looks like a secret, whoever’s it is', () => {
    expect(redact('Authorization: Bearer abcdefghijkl at http://ann:hunter2@h/')).toBe('Authorization: Bearer *** at http://***@h/');
  });
});
