import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { Environment } from '../config/environment.js';
import { AppError } from './app-error.js';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Keeps secrets unreadable at rest (AES-256-GCM). The key is ENCRYPTION_KEY, or a file of mode 0600 in the data directory that the
 * first start makes. `context` (such as the row's id) is authenticated, so a sealed text cannot be moved to another row.
 */
@Injectable()
export class SecretBox {
  private readonly key: Buffer;

  constructor(@Inject(Environment) environment: Environment) {
    const given = environment.variables.ENCRYPTION_KEY;
    this.key = given === undefined ? keyFile(environment.dataDir) : Buffer.from(given, 'hex');
  }

  /** A key of 32 bytes for one purpose, from which neither this one nor that of another purpose can be told (RFC 5869). */
  derive(purpose: string): Uint8Array {
    return new Uint8Array(hkdfSync('sha256', this.key, '', `mcp-swagger ${purpose}`, 32));
  }

  seal(plain: unknown, context: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(plain), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** Throws AppError SECRET_UNREADABLE when the key is another one or the text was changed. */
  open(sealed: string, context: string): unknown {
    const bytes = Buffer.from(sealed, 'base64');
    try {
      const decipher = createDecipheriv(ALGORITHM, this.key, bytes.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const plain = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
      return JSON.parse(plain.toString('utf8')) as unknown;
    } catch (cause) {
      throw new AppError(
        500,
        'SECRET_UNREADABLE',
        'The stored credentials cannot be decrypted: the encryption key is not the one they were stored with. Restore ENCRYPTION_KEY or the key file, or enter the credentials again, auth and headers at once.',
        {},
        cause,
      );
    }
  }
}

function keyFile(dataDir: string): Buffer {
  const path = join(dataDir, 'encryption.key');
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    chmodSync(path, 0o600);
  }
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex');
  if (key.length !== 32) throw new Error(`${path} does not hold 64 hexadecimal digits; restore it from a backup.`);
  return key;
}
