import { timingSafeEqual } from 'node:crypto';
import type { ApiKey } from 'mcp-swagger-ipc';
import type { Caller } from './caller.js';

/** The keys that callers may prove themselves with, known by their hashes alone. */
export class ApiKeys {
  readonly #keys: { hash: Buffer; caller: Caller }[];

  constructor(keys: readonly ApiKey[]) {
    this.#keys = keys.map(({ name, sha256 }) => ({ hash: Buffer.from(sha256, 'hex'), caller: { id: `key:${name}`, name, keyHash: sha256 } }));
  }

  get isEmpty(): boolean {
    return this.#keys.length === 0;
  }

  /** True for a caller whose key is still one of these: the same key, under the same name. */
  holds(caller: Caller): boolean {
    return this.#keys.some(({ hash, caller: { id } }) => id === caller.id && caller.keyHash === hash.toString('hex'));
  }

  /** Whose key has this SHA-256 hash. It takes equally long for all that are wrong. */
  find(hash: Buffer): Caller | undefined {
    let found: Caller | undefined;
    for (const key of this.#keys) if (timingSafeEqual(key.hash, hash)) found = key.caller;
    return found;
  }
}
