import { hash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { apiKeysFromEnvironment } from './api-keys-from-environment.js';

it.each([
  ['one-long-key', [['key-1', 'one-long-key']]],
  ['one-long-key two-long-key', [['key-1', 'one-long-key'], ['key-2', 'two-long-key']]],
  ['ann:one-long-key,\n  two-long-key\n', [['ann', 'one-long-key'], ['key-2', 'two-long-key']]],
  ['ann@example.org:a:b:c:d:e', [['ann@example.org', 'a:b:c:d:e']]],
])('reads %j', (text, expected) => {
  expect(apiKeysFromEnvironment('KEYS', { KEYS: text })).toEqual(expected.map(([name, key]) => ({ name, sha256: hash('sha256', key ?? '') })));
});

it('wants none without a variable', () => {
  expect(apiKeysFromEnvironment(undefined, {})).toEqual([]);
});

it.each([
  [undefined, 'KEYS, which is not set or empty'],
  [' ,\n', 'KEYS, which is not set or empty'],
  ['good-long-key hunter2', 'Key 2 of 2 in the environment variable KEYS has 7 characters; expected at least 8'],
  ['ann:', 'has 0 characters'],
  [':hunter2hunter2', 'has a name (before its colon) that is empty'],
  ['a/b:hunter2hunter2', 'has a name'],
  ['ann:hunter2-пароль', 'characters that a header cannot carry'],
])('refuses %j', (text, message) => {
  const read = (): unknown => apiKeysFromEnvironment('KEYS', { KEYS: text });
  expect(read).toThrow(expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(message) }));
  expect(read).not.toThrow('hunter2');
});
