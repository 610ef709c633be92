import { expect, it } from '@jest/globals';
import { covers } from './role';

it.each([
  ['admin', 'operator', true],
  ['operator', 'operator', true],
  ['viewer', 'operator', false],
  ['operator', 'admin', false],
  [null, 'viewer', false],
] as const)('lets %s do what asks for %s: %s', (role, needed, may) => {
  expect(covers(role, needed)).toBe(may);
});
