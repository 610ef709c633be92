import { describe, expect, it } from '@jest/globals';
import type { TFunction } from 'i18next';
import type { Server } from '../../lib/api';
import { endReason } from './end-reason';

const t = ((key: string, values: object) => `${key} ${JSON.stringify(values)}`) as TFunction;
const exit = { at: '', code: null, signal: 'SIGKILL', reason: 'It was ended by SIGKILL.', stderr: [] } as NonNullable<Server['process']['lastExit']>;

describe('The reason of an end', () => {
  it('is told by its code, with what belongs to it', () => expect(endReason(t, { ...exit, cause: 'SIGNAL' })).toMatch(/^end\.SIGNAL .*"signal":"SIGKILL"/));

  it('says that it was one too many, once', () => {
    expect(endReason(((key: string) => key) as TFunction, { ...exit, cause: 'SIGNAL', oneTooMany: true })).toBe('end.oneTooMany');
    expect(endReason(t, { ...exit, cause: 'REPORTED', oneTooMany: true })).toMatch(/^end\.REPORTED /);
  });

  it('is the sentence of the API where an older one told it', () => expect(endReason(t, exit)).toBe(exit.reason));
});
