import { describe, expect, it } from '@jest/globals';
import { isMessage } from './is-message.js';

describe('A message of JSON-RPC', () => {
  it.each([
    ['a request', { jsonrpc: '2.0', id: 1, method: 'ping' }],
    ['a request that names itself by a text', { jsonrpc: '2.0', id: 'a', method: 'ping' }],
    ['a notification', { jsonrpc: '2.0', method: 'notifications/initialized' }],
    ['a result', { jsonrpc: '2.0', id: 1, result: {} }],
    ['an error', { jsonrpc: '2.0', id: 1, error: { code: 1, message: 'm' } }],
    ['an error of a request that could not be read', { jsonrpc: '2.0', id: null, error: { code: -32_700, message: 'm' } }],
  ])('is %s', (_, value) => {
    expect(isMessage(value)).toBe(true);
  });

  it.each([
    ['nothing', null],
    ['a text', 'ping'],
    ['a list', [{ jsonrpc: '2.0', id: 1, method: 'ping' }]],
    ['of another version', { jsonrpc: '1.0', id: 1, method: 'ping' }],
    ['of no version', { id: 1, method: 'ping' }],
    ['a request by no name', { jsonrpc: '2.0', id: 1, method: 7 }],
    ['a request that names itself by nothing', { jsonrpc: '2.0', id: null, method: 'ping' }],
    ['a request that names itself by an object', { jsonrpc: '2.0', id: {}, method: 'ping' }],
    ['a result of nothing that was asked', { jsonrpc: '2.0', result: {} }],
    ['an answer without an answer', { jsonrpc: '2.0', id: 1 }],
  ])('is not %s', (_, value) => {
    expect(isMessage(value)).toBe(false);
  });
});
