import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { fromDatabaseError, isUniqueViolation } from './database-error.js';

const coded = (code: string, more: object = {}) => Object.assign(new Error('x'), { code, ...more });
const failed = (code: string) => new QueryFailedError('SELECT 1', [], coded(code));

describe('fromDatabaseError', () => {
  it.each<[string, unknown, number | undefined]>([
    ['a server that refuses', coded('ECONNREFUSED'), 503],
    ['a Unix socket that is not there', coded('ENOENT', { syscall: 'connect' }), 503],
    ['a server that is stopped by its operator', failed('57P01'), 503],
    ['a lost connection', failed('08006'), 503],
    ['a pool that waits in vain', new Error('timeout exceeded when trying to connect'), 503],
    ['a query without an answer', new QueryFailedError('SELECT 1', [], new Error('Query read timeout')), 503],
    ['U+0000 in a text', failed('22021'), 400],
    ['half a surrogate pair in JSON', failed('22P02'), 400],
    ['a mistake of ours', failed('42601'), undefined],
    ['a file that is not there', coded('ENOENT', { syscall: 'open' }), undefined],
    ['nothing of the database', new Error('boom'), undefined],
  ])('knows %s', (_, error, status) => {
    expect(fromDatabaseError(error)?.status).toBe(status);
  });
});

describe('isUniqueViolation', () => {
  it.each<[string, unknown, boolean]>([
    ['a row whose name is taken', failed('23505'), true],
    ['a row that refers to nothing', failed('23503'), false],
    ['an error that is not of a statement', coded('23505'), false],
  ])('of %s', (_, error, expected) => {
    expect(isUniqueViolation(error)).toBe(expected);
  });
});
