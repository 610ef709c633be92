import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

const KEY_BYTES = 32;

/** Where the key is, the one that is to take its place, and the one before it, which older backups were sealed with. */
export function keyFiles(dataDir: string): { current: string; next: string; before: string } {
  const current = join(dataDir, 'encryption.key');
  return { current, next: `${current}.next`, before: `${current}.before` };
}

/** The key in the data directory; the first start makes it. Throws while a rotation has not been ended, for rows may be sealed with either key. */
export function keyOfFile(dataDir: string): Buffer {
  const { current, next } = keyFiles(dataDir);
  if (existsSync(next)) throw new Error(`A rotation of the encryption key was begun and not ended (there is ${next}): run "npm run rotate-key" again.`);
  return readOrMakeKey(current);
}

/** A key of 64 hexadecimal digits in a file of mode 0600, made if there is none. */
export function readOrMakeKey(path: string): Buffer {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, `${randomBytes(KEY_BYTES).toString('hex')}\n`);
    // Something may be sealed with it right away.
    fsyncSync(file);
    closeSync(file);
    chmodSync(path, 0o600);
  }
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex');
  if (key.length !== KEY_BYTES) throw new Error(`${path} does not hold 64 hexadecimal digits; restore it from a backup.`);
  return key;
}

/** The next key takes the place of the current one, at once or not at all. */
export function promoteNextKey(dataDir: string): void {
  const { current, next, before } = keyFiles(dataDir);
  writeFileSync(before, readFileSync(current), { mode: 0o600 });
  chmodSync(before, 0o600);
  renameSync(next, current);
}
