import { hkdfSync } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Environment } from '../config/environment.js';
import { AppError } from './app-error.js';
import { keyOfFile } from './key-file.js';
import { openText, sealText } from './seal-text.js';

/**
 * Keeps secrets unreadable at rest (AES-256-GCM). The key is ENCRYPTION_KEY, or a file of mode 0600 in the data directory that the
 * first start makes. `context` (such as the row's id) is authenticated, so a sealed text cannot be moved to another row.
 */
@Injectable()
export class SecretBox {
  private readonly key: Buffer;

  constructor(@Inject(Environment) environment: Environment) {
    const given = environment.variables.ENCRYPTION_KEY;
    this.key = given === undefined ? keyOfFile(environment.dataDir) : Buffer.from(given, 'hex');
  }

  /** A key of 32 bytes for one purpose, from which neither this one nor that of another purpose can be told (RFC 5869). */
  derive(purpose: string): Uint8Array {
    return new Uint8Array(hkdfSync('sha256', this.key, '', `mcp-swagger ${purpose}`, 32));
  }

  seal(plain: unknown, context: string): string {
    return sealText(this.key, JSON.stringify(plain), context);
  }

  /** Throws AppError SECRET_UNREADABLE when the key is another one or the text was changed. */
  open(sealed: string, context: string): unknown {
    try {
      return JSON.parse(openText(this.key, sealed, context)) as unknown;
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
