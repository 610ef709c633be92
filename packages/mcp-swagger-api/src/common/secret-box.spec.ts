import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readEnvironment } from '../config/environment.js';
import { SecretBox } from './secret-box.js';

const boxWith = (key: Buffer) => new SecretBox(readEnvironment({ ENCRYPTION_KEY: key.toString('hex') }));
const box = boxWith(randomBytes(32));
const secret = { auth: { type: 'bearer', token: '令牌 🔑' } };

describe('SecretBox', () => {
  it('gives back what it sealed', () => {
    expect(box.open(box.seal(secret, 'server-1'), 'server-1')).toEqual(secret);
  });

  it('seals the same secret differently each time, and never in clear', () => {
    const [one, other] = [box.seal(secret, 'server-1'), box.seal(secret, 'server-1')];
    expect(one).not.toBe(other);
    expect(Buffer.from(one, 'base64').toString('utf8')).not.toContain('令牌');
  });

  it.each<[string, () => unknown]>([
    ['with another key', () => boxWith(randomBytes(32)).open(box.seal(secret, 'a'), 'a')],
    ['for another server', () => box.open(box.seal(secret, 'a'), 'b')],
    ['when a byte of it was changed', () => box.open(`${box.seal(secret, 'a').slice(0, -8)}AAAAAAA=`, 'a')],
    ['when it is no sealed text at all', () => box.open('nonsense', 'a')],
  ])('says what to do when it cannot be opened: %s', (_, open) => {
    expect(open).toThrow('Restore ENCRYPTION_KEY or the key file');
  });
});
