import { Logger } from '@nestjs/common';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { AppError } from '../common/app-error.js';
import { acknowledge, optionalServerIdOf, serverIdOf } from './browser-message.js';

beforeAll(() => Logger.overrideLogger(false));

describe('acknowledge', () => {
  it.each<[string, Error, RegExp]>([
    ['an error that the caller can act on', new AppError(404, 'SERVER_NOT_FOUND', 'There is no server x.'), /no server x/],
    ['a database that is away', Object.assign(new Error('connect ECONNREFUSED /secret/path'), { code: 'ECONNREFUSED' }), /database does not answer/],
    ['what was not foreseen', new Error('password=hunter2'), /did not foresee/],
  ])('answers the browser, whatever happens: %s', async (_, error, says) => {
    const answer = await acknowledge(() => Promise.reject(error));
    expect(answer).toEqual({ success: false, error: expect.stringMatching(says) });
    expect(JSON.stringify(answer)).not.toMatch(/hunter2|secret/);
  });
});

describe('A message of a browser', () => {
  it.each([undefined, null, 'x', {}, { serverId: 7 }, { serverId: '' }, { serverId: 'x'.repeat(201) }])('%j names no server', (payload) => {
    expect(() => serverIdOf(payload)).toThrow('not understood');
  });

  it.each([[undefined], [null], [{}]])('%j means all servers', (payload) => {
    expect(optionalServerIdOf(payload)).toBeUndefined();
  });
});
