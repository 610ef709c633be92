import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keyFiles, keyOfFile, promoteNextKey, readOrMakeKey } from './key-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mcp-swagger-key-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (path: string) => statSync(path).mode & 0o777;
const onUnix = process.platform === 'win32' ? it.skip : it;

describe('The key file', () => {
  it('is made once, and read from then on', () => {
    const key = keyOfFile(folder);
    expect(key).toHaveLength(32);
    expect(keyOfFile(folder)).toEqual(key);
  });

  onUnix('is for its owner only, whatever other files are', () => {
    const before = process.umask(0);
    try {
      const { current, next, before: old } = keyFiles(folder);
      keyOfFile(folder);
      readOrMakeKey(next);
      // Also when somebody had opened it to others.
      writeFileSync(old, 'x');
      chmodSync(old, 0o666);
      expect([modeOf(current), modeOf(next)]).toEqual([0o600, 0o600]);
      promoteNextKey(folder);
      expect([modeOf(current), modeOf(old)]).toEqual([0o600, 0o600]);
    } finally {
      process.umask(before);
    }
  });

  it('that is none is said so, without what it holds', () => {
    writeFileSync(keyFiles(folder).current, 'not a key at all');
    expect(() => keyOfFile(folder)).toThrow(/does not hold 64 hexadecimal digits/);
    expect(readFileSync(keyFiles(folder).current, 'utf8')).toBe('not a key at all');
  });
});
