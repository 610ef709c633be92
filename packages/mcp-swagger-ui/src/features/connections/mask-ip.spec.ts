import { describe, expect, it } from '@jest/globals';
import { maskIp } from './mask-ip';

describe('maskIp', () => {
  it.each<[string | null, string | null]>([
    ['192.168.1.77', '192.168.1.•'],
    ['2001:db8:1:2::5', '2001:db8:•'],
    ['::ffff:10.0.0.7', '10.0.0.•'],
    ['::1', '::•'],
    [null, null],
  ])('of %s is %s', (address, masked) => expect(maskIp(address)).toBe(masked));
});
