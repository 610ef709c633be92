import { expect, it } from '@jest/globals';
import { maskClient } from './mask-client.js';

it.each([
  ['192.168.17.34', '192.168.17.x'],
  ['::ffff:10.0.0.7', '10.0.0.x'],
  ['2001:db8:1234:5678:9abc::1', '2001:db8:1234:x'],
  ['::1', '0:0:0:x'],
  ['fe80::1%eth0', 'fe80:0:0:x'],
  ['anything else', 'masked'],
])('shows of the address %s the network only', (ip, masked) => {
  expect(maskClient({ ip }).ip).toBe(masked);
});

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64) Ann-Laptop', 'Mozilla'],
  ['claude-code/1.2 (ann)', 'claude-code'],
  ['(nothing but a comment)', 'masked'],
])('shows of %s the product only', (userAgent, masked) => {
  expect(maskClient({ userAgent }).userAgent).toBe(masked);
});

it('leaves the rest, and adds nothing', () => {
  expect(maskClient({ name: 'claude' } as { name: string; ip?: string })).toEqual({ name: 'claude' });
});

it('leaves what is masked as it is', () => {
  for (const ip of ['127.0.0.1', '2001:db8::1', 'unknown']) {
    const masked = maskClient({ ip, userAgent: 'node/20 (linux)' });
    expect(maskClient(masked)).toEqual(masked);
  }
});
