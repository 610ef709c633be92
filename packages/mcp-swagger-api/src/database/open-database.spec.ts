import { describe, expect, it } from '@jest/globals';
import { readEnvironment } from '../config/environment.js';
import { DatabaseError, openDatabase } from './open-database.js';

describe('openDatabase', () => {
  it.each(['postgres://user:hunter2@127.0.0.1:port/name', 'postgres://user:hunter2#@127.0.0.1:1/name', 'postgres://user:hunter2@127.0.0.1:1/name'])(
    'says what to do about %s, and keeps its password to itself',
    async (DATABASE_URL) => {
      const failure = await openDatabase(readEnvironment({ DATABASE_URL }), () => {}).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(DatabaseError);
      expect((failure as DatabaseError).message).toMatch(/correct DATABASE_URL, or unset it/);
      expect((failure as DatabaseError).message).not.toContain('hunter2');
    },
  );
});
