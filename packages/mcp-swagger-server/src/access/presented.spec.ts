import { expect, it } from '@jest/globals';
import { presentedBy } from './presented.js';

it.each([
  [{}, { kind: 'nothing' }],
  [{ authorization: '' }, { kind: 'nothing' }],
  [{ authorization: 'Bearer' }, { kind: 'nothing' }],
  [{ authorization: 'Bearer ' }, { kind: 'nothing' }],
  [{ authorization: 'Bearer abc' }, { kind: 'bearer', token: 'abc' }],
  [{ authorization: 'bearer   a.b-c_d~e+f/g==' }, { kind: 'bearer', token: 'a.b-c_d~e+f/g==' }],
  [{ authorization: 'Bearer a b' }, { kind: 'unreadable' }],
  [{ authorization: 'Bearer ключ' }, { kind: 'unreadable' }],
  [{ authorization: 'Basic YTpi' }, { kind: 'unreadable' }],
  [{ authorization: 'the-key-itself' }, { kind: 'unreadable' }],
  [{ 'x-api-key': 'abc' }, { kind: 'key', key: 'abc' }],
  [{ 'x-api-key': '  ' }, { kind: 'nothing' }],
  [{ authorization: 'Basic YTpi', 'x-api-key': 'abc' }, { kind: 'key', key: 'abc' }],
  [{ authorization: 'Bearer token', 'x-api-key': 'abc' }, { kind: 'bearer', token: 'token' }],
])('takes %j for %j', (headers, expected) => {
  expect(presentedBy(headers)).toEqual(expected);
});
