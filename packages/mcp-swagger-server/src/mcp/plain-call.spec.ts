import { describe, expect, it } from '@jest/globals';
import { plainCall } from './plain-call.js';

const call = (params: unknown, rest: object = {}): unknown => ({ jsonrpc: '2.0', id: 1, method: 'tools/call', params, ...rest });

describe('a plain call', () => {
  it('is a name, arguments and what goes with them', () => {
    expect(plainCall(call({ name: 'getPet', arguments: { id: 3 }, _meta: { progressToken: 'p', 'example.com/trace': 't' } }))).toEqual({
      id: 1,
      name: 'getPet',
      args: { id: 3 },
      progressToken: 'p',
      meta: { progressToken: 'p', 'example.com/trace': 't' },
    });
  });

  it('may come without arguments', () => {
    expect(plainCall(call({ name: 'getPet' }, { id: 'a' }))).toEqual({ id: 'a', name: 'getPet', args: {}, progressToken: undefined, meta: {} });
  });

  it.each<[string, unknown]>([
    ['another method', { jsonrpc: '2.0', id: 1, method: 'tools/list' }],
    ['a notification', { jsonrpc: '2.0', method: 'tools/call', params: { name: 'getPet' } }],
    ['another JSON-RPC', call({ name: 'getPet' }, { jsonrpc: '1.0' })],
    ['an id that is no whole number', call({ name: 'getPet' }, { id: 1.5 })],
    ['an id beyond 2^53', call({ name: 'getPet' }, { id: 9007199254740993n })],
    ['an id of null', call({ name: 'getPet' }, { id: null })],
    ['something beside the message', call({ name: 'getPet' }, { extra: true })],
    ['no parameters', call(undefined)],
    ['parameters that are a list', call(['getPet'])],
    ['a name that is no text', call({ name: 7 })],
    ['arguments that are a list', call({ name: 'getPet', arguments: [3] })],
    ['arguments of null', call({ name: 'getPet', arguments: null })],
    ['an answer of its user', call({ name: 'getPet', inputResponses: {} })],
    ['a task', call({ name: 'getPet', task: { ttl: 1 } })],
    ['a progress token that is none', call({ name: 'getPet', _meta: { progressToken: {} } })],
    ['a batch', [call({ name: 'getPet' })]],
    ['nothing', null],
  ])('is not %s', (_, message) => {
    expect(plainCall(message)).toBeUndefined();
  });
});
