import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** By this, and the checksum, scanners of repositories and logs tell our keys from other text: mcpsw_[0-9A-Za-z]{38}. */
const PREFIX = 'mcpsw_';
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 190 random bits. */
const RANDOM_LENGTH = 32;
/** A CRC-32 in base 62. */
const CHECKSUM_LENGTH = 6;
const SHAPE = new RegExp(`^${PREFIX}[0-9A-Za-z]{${RANDOM_LENGTH + CHECKSUM_LENGTH}}$`);

/** A new API key: prefix, random part, and a checksum by which a typo, or a made-up key, is known without the database. */
export function makeKey(): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return PREFIX + random + checksumOf(random);
}

export function looksLikeKey(text: string): boolean {
  return text.startsWith(PREFIX);
}

/** True when the checksum fits the rest. */
export function isWellFormedKey(text: string): boolean {
  if (!SHAPE.test(text)) return false;
  const end = PREFIX.length + RANDOM_LENGTH;
  return checksumOf(text.slice(PREFIX.length, end)) === text.slice(end);
}

/** How a key or a session's token is kept: SHA-256 as hexadecimal digits. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function checksumOf(random: string): string {
  let rest = crc32(random);
  let text = '';
  for (let place = 0; place < CHECKSUM_LENGTH; place += 1) {
    text = (ALPHABET[rest % ALPHABET.length] ?? '0') + text;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return text;
}
